/**
 * Generators and reward models behind HTTP, with the JDK's client: any server that speaks the chat completions of
 * OpenAI, and the reward models of vLLM, SGLang, Text Embeddings Inference and Infinity.
 */
@NullMarked
package io.github.bestofn.http;

import org.jspecify.annotations.NullMarked;
