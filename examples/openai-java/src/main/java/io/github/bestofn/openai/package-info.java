/** Chat completions through OpenAI's own Java client as a generator. */
@NullMarked
package io.github.bestofn.openai;

import org.jspecify.annotations.NullMarked;
