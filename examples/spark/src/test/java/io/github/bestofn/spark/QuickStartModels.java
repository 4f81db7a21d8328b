package io.github.bestofn.spark;

import io.github.bestofn.examples.quickstart.OpeningModels;
import java.io.IOException;
import java.util.Optional;

/** The quick start's models: a trigram language model and a sentence encoder, both from Maven artifacts. */
enum QuickStartModels implements Models.Factory {
  INSTANCE;

  @Override
  public Models open() throws IOException {
    OpeningModels models = OpeningModels.load();
    return new Models(models.generator(), models.rewardModel(), Optional.of(Runnable::run));
  }
}
