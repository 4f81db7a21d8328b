package io.github.bestofn.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which setting is wrong, and how to mend it. */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<SettingException> {

  SettingFailureAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SettingException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}
