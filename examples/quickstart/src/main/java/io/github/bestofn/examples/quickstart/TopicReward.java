package io.github.bestofn.examples.quickstart;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.CosineSimilarity;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The reward model: how close a continuation is to the opening's topic, as the cosine of their
 * embeddings. Every text is encoded once and its embedding kept. Thread-safe if the encoder is.
 */
final class TopicReward implements RewardModel<Opening, String> {
  private final EmbeddingModel encoder;
  private final Map<String, Embedding> embeddings = new ConcurrentHashMap<>();

  TopicReward(EmbeddingModel encoder) {
    this.encoder = encoder;
  }

  @Override
  public double[] score(ScoringRequest<Opening, String> request) {
    encode(request.responses());
    Embedding topic = embedding(request.prompt().topic());
    return request.responses().stream()
        .mapToDouble(response -> CosineSimilarity.between(embedding(response), topic))
        .map(cosine -> Math.max(-1, Math.min(1, cosine)))
        .toArray();
  }

  @Override
  public RewardRange range() {
    return RewardRange.of(-1, 1);
  }

  private void encode(List<String> texts) {
    List<String> unknown =
        texts.stream().distinct().filter(text -> !embeddings.containsKey(text)).toList();
    if (!unknown.isEmpty()) {
      var encoded =
          encoder.embedAll(unknown.stream().map(TextSegment::from).toList()).content();
      for (int i = 0; i < unknown.size(); i++) {
        embeddings.put(unknown.get(i), encoded.get(i));
      }
    }
  }

  private Embedding embedding(String text) {
    return embeddings.computeIfAbsent(text, unknown -> encoder.embed(unknown).content());
  }
}
