package io.github.bestofn.spark;

import io.github.bestofn.examples.quickstart.OpeningModels;
import java.io.IOException;

/** The quick start's models: a trigram language model and a sentence encoder, both from Maven artifacts. */
enum QuickStartModels implements Models.Factory {
  INSTANCE;

  @Override
  public Models open() throws IOException {
    OpeningModels models = OpeningModels.load();
    return Models.of(models.generator(), models.rewardModel()).callsOn(Runnable::run);
  }
}
