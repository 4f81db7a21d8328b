package io.github.bestofn.examples.quickstart;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.PromptResult;
import io.github.bestofn.Vote;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A vote without a reward model: the word that the language model most often puts after an opening, found from draws
 * alone. It measures votes, not reasoning; the trigram model knows its own probabilities, so that the right answers
 * are known exactly.
 */
final class NextWordVote {

  private final TrigramModel model;
  private final Continuations continuations;

  NextWordVote(TrigramModel model) {
    this.model = model;
    this.continuations = new Continuations(model);
  }

  /** Draws the word after an opening. */
  private final class NextWords implements Generator<Opening, String> {

    @Override
    public List<String> generate(GenerationRequest<Opening> request) {
      Continuations.Context context = continuations.context(request.prompt());
      List<String> words = new ArrayList<>(request.count());
      for (int k = 0; k < request.count(); k++) {
        var random = new SplittableRandom(request.seed(k));
        words.add(model.word(model.next(context.first(), context.second(), random)));
      }
      return words;
    }
  }

  /** Returns the number of the word with the largest probability after an opening. */
  int mostLikely(Opening opening) {
    Continuations.Context context = continuations.context(opening);
    int best = 0;
    double largest = 0;
    for (int word = 0; word < model.size(); word++) {
      double probability = model.probability(context.first(), context.second(), word);
      if (probability > largest) {
        best = word;
        largest = probability;
      }
    }
    return best;
  }

  /**
   * Votes twice on the same budget, uniformly and where votes are open, and prints what each found.
   *
   * @param openings what comes before the word
   * @param draws the draws per opening, on average
   * @param seed the same seed gives the same output
   * @param out where it is printed
   */
  void print(List<Opening> openings, int draws, long seed, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Openings: %d, draws per opening: %d, seed: %d%n%n",
        openings.size(),
        draws,
        seed);
    out.println(
        "Which word does the language model most often put next? Found by a vote of draws.");
    out.println();
    BatchResult<Opening, String> uniform = run(Strategies.uniform(), openings, draws, seed);
    BatchResult<Opening, String> votes = run(Strategies.votes().inRounds(), openings, draws, seed);
    int uniformRight = 0;
    int votesRight = 0;
    for (int k = 0; k < openings.size(); k++) {
      int word = mostLikely(openings.get(k));
      Continuations.Context context = continuations.context(openings.get(k));
      out.printf(
          Locale.ROOT,
          "%d. %s ... %s (%.0f%%)%n",
          k + 1,
          openings.get(k),
          model.word(word),
          100 * model.probability(context.first(), context.second(), word));
      uniformRight += print("uniform", uniform.results().get(k), model.word(word), out);
      votesRight += print("votes", votes.results().get(k), model.word(word), out);
    }
    out.printf(
        Locale.ROOT,
        "%nRight: uniform %d, votes %d of %d. Draws: uniform %d, votes %d.%n",
        uniformRight,
        votesRight,
        openings.size(),
        uniform.draws(),
        votes.draws());
  }

  private static int print(
      String name, PromptResult<Opening, String> result, String right, PrintWriter out) {
    Vote vote = result.vote().orElseThrow();
    boolean isRight = vote.leader().filter(right::equals).isPresent();
    out.printf(
        Locale.ROOT,
        "   %-8s %3d draws  confidence %.2f  %-12s %s%n",
        name,
        result.draws(),
        vote.confidence(),
        vote.leader().map(String::valueOf).orElse("-"),
        isRight ? "right" : "wrong");
    return isRight ? 1 : 0;
  }

  private BatchResult<Opening, String> run(
      AllocationStrategy strategy, List<Opening> openings, int draws, long seed) {
    return BestOfN.<Opening, String>builder()
        .generator(new NextWords())
        .answers(word -> word)
        .strategy(strategy)
        .drawsPerPrompt(draws)
        .seed(seed)
        .build()
        .run(openings);
  }
}
