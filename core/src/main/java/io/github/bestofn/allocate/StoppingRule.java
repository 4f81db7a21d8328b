package io.github.bestofn.allocate;

import java.util.List;

/**
 * Decides when a prompt of a shared budget has drawn enough, and learns from the prompts that have ended. Plans are
 * made by any thread without locks; {@link #learn} is called by one thread at a time.
 */
interface StoppingRule {

  /** The reason for which a prompt draws no more. */
  enum Ending {
    OPEN,
    PRICE,
    CEILING,
    LIMIT,
    REFUSED
  }

  /** The draws of one prompt, decided step by step. Used by one thread at a time. */
  interface Plan {

    /** The number of draws of the first wave, at least 1. */
    int first();

    /**
     * Returns the number of draws to ask for next.
     *
     * @param progress the prompt so far
     * @return the number of draws; 0 if the prompt draws no more
     */
    int further(Progress progress);

    /**
     * Returns the expected usage of one draw.
     *
     * @param progress the prompt so far
     * @return the amount in the unit of the budget, above 0; 1 if that is draws
     */
    default double expectedUsage(Progress progress) {
      return 1;
    }

    /** The reason for which {@link #further} returned 0. */
    Ending ending();

    /**
     * Returns whether the plan is to draw the full number whatever the rewards, so that others can be judged by this
     * prompt.
     */
    default boolean isAudit() {
      return false;
    }

    /** Returns whether the history keeps the prompt. */
    default boolean isRemembered() {
      return true;
    }
  }

  /**
   * A prompt that is drawing.
   *
   * @param draws its {@linkplain Evidence draws} so far, in their order
   * @param asked how many draws have been asked for, replacements excluded
   * @param waves how many times draws have been asked for
   * @param usage what its responses have used, in tokens or money
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Progress(double[] draws, int asked, int waves, double usage) {

    static final Progress NONE = new Progress(new double[0], 0, 0, 0);
  }

  /**
   * A prompt that has ended.
   *
   * @param plan its plan
   * @param draws its {@linkplain Evidence draws}, in their order; may be empty
   * @param attempts how many draws were attempted, replacements included
   * @param usage what its responses have used, in tokens or money
   * @param ending why it drew no more; {@link Ending#OPEN} if its run ended before
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Ended(Plan plan, double[] draws, int attempts, double usage, Ending ending) {

    /** Returns whether it drew as much as its plan wanted. */
    boolean isComplete() {
      return ending != Ending.OPEN && ending != Ending.REFUSED;
    }
  }

  /**
   * Makes the plan of a prompt.
   *
   * @param factor weight divided by cost
   * @param most the largest number of draws, at least 1
   */
  Plan begin(double factor, int most);

  /** Learns from prompts that have ended. */
  void learn(List<Ended> prompts);

  /** Forgets all prompts, because the history was cleared for another pair of models. */
  void forget();

  /** Adds what it has to say to a report. */
  void describe(SharedBudgetReport.Builder report);
}
