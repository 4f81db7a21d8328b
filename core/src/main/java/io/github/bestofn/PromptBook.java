package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.bestofn.allocate.AnswerCounts;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.Ledger;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a run holds for one prompt besides its numbers: candidates, responses that wait for their
 * reward, and causes of failures.
 */
final class PromptBook<P, R> {

  /* Sets the seed of a choice by chance apart from the seeds of draws. */
  private static final long CHOICE = 0x5DEECE66DL;

  final P prompt;
  final long seed;
  final ArrayDeque<Drawn<R>> unscored = new ArrayDeque<>(0);
  final Duplicates<R> duplicates = new Duplicates<>();
  double usage;
  double scoringUsage;
  private final PriorityQueue<Candidate<R>> kept = new PriorityQueue<>(4, Maximum.worstFirst());
  private final int keepCandidates;
  private final Ballot ballot = new Ballot();
  private final Map<Integer, Candidate<R>> firstOfAnswers = new HashMap<>(0);
  private int repeated;

  PromptBook(P prompt, long seed, int keepCandidates) {
    this.prompt = prompt;
    this.seed = seed;
    this.keepCandidates = keepCandidates;
  }

  /**
   * The answers of a prompt in a run without rewards, as a run that goes on needs them.
   *
   * @param answers the different answers, by the numbers that the ledger has
   * @param firsts from such a number to the first candidate with that answer
   */
  record Answered<R>(ImmutableList<Object> answers, ImmutableMap<Integer, Candidate<R>> firsts) {}

  Answered<R> answered() {
    return new Answered<>(ballot.answers(), ImmutableMap.copyOf(firstOfAnswers));
  }

  /** Continues from what an ended run found, with a seed and a number of candidates to keep of its own. */
  void takeUp(PromptResult<P, R> found, @Nullable Answered<R> votes) {
    usage = found.usage();
    scoringUsage = found.scoringUsage();
    repeated = found.duplicates();
    for (Candidate<R> candidate : found.candidates()) {
      keep(candidate);
    }
    if (votes != null) {
      votes.answers().forEach(ballot::number);
      firstOfAnswers.putAll(votes.firsts());
    }
  }

  void add(Drawn<R> drawn, double reward) {
    repeated += drawn.isDuplicate() ? 1 : 0;
    keep(new Candidate<>(drawn.response(), reward, drawn.draw(), drawn.round()));
  }

  private void keep(Candidate<R> candidate) {
    kept.add(candidate);
    @Nullable Candidate<R> dropped = kept.size() > keepCandidates ? kept.remove() : null;
    if (dropped != candidate) {
      duplicates.kept(candidate);
      if (dropped != null) {
        duplicates.dropped(dropped);
      }
    }
  }

  private ImmutableList<Candidate<R>> candidates() {
    return ImmutableList.sortedCopyOf(Comparator.comparingInt(Candidate::draw), kept);
  }

  /** Returns what a selector chooses from; null if there is no candidate. */
  @Nullable
  SelectionRequest<P, R> selectionRequest(int index) {
    return kept.isEmpty() ? null : SelectionRequest.of(prompt, candidates(), index, seed ^ CHOICE);
  }

  /** Returns the number of an answer among those of this prompt. */
  int number(Object answer) {
    return ballot.number(answer);
  }

  /** Adds a response with an answer and no reward. */
  void addVote(Drawn<R> drawn, int number) {
    var candidate = new Candidate<>(drawn.response(), 0, drawn.draw(), drawn.round());
    firstOfAnswers.merge(
        number, candidate, (one, other) -> one.draw() < other.draw() ? one : other);
    kept.add(candidate);
    if (kept.size() > keepCandidates) {
      kept.remove();
    }
  }

  /** Returns the result of a run without rewards: the first response with the most frequent answer. */
  PromptResult<P, R> toVote(
      int index, Ledger ledger, Explanation explanation, ImmutableList<DrawFailure> causes) {
    // The ledger numbers answers by the order of draws, whatever the order in which they arrived.
    List<Map.Entry<Integer, Candidate<R>>> firsts = firstOfAnswers.entrySet().stream()
        .sorted(Comparator.comparingInt(first -> first.getValue().draw()))
        .toList();
    AnswerCounts counts = AnswerCounts.of(ledger.state(), index);
    Optional<Candidate<R>> best =
        firsts.stream().skip(counts.leader()).findFirst().map(Map.Entry::getValue);
    best.filter(winner -> !kept.contains(winner)).ifPresent(winner -> {
      kept.remove();
      kept.add(winner);
    });
    Vote vote = Vote.of(
        counts, firsts.stream().map(first -> ballot.answer(first.getKey())).toList());
    return toResult(index, ledger, explanation, best, Optional.of(vote), causes, null);
  }

  PromptResult<P, R> toResult(
      int index,
      Ledger ledger,
      Explanation explanation,
      Choice<P, R> choice,
      ImmutableList<DrawFailure> causes) {
    var best = choice.of(prompt, candidates(), index, seed ^ CHOICE);
    @Nullable Throwable failure = choice.failure(index).orElse(null);
    return toResult(index, ledger, explanation, best, Optional.empty(), causes, failure);
  }

  private PromptResult<P, R> toResult(
      int index,
      Ledger ledger,
      Explanation explanation,
      Optional<Candidate<R>> best,
      Optional<Vote> vote,
      ImmutableList<DrawFailure> causes,
      @Nullable Throwable selectionFailure) {
    return new PromptResult<>(
        prompt,
        candidates(),
        best,
        ledger.state().draws(index),
        ledger.state().failures(index),
        ledger.unspent(index),
        repeated,
        usage,
        scoringUsage,
        causes,
        explanation,
        selectionFailure,
        vote);
  }
}
