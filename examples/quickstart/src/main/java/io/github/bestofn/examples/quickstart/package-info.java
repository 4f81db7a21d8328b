/** The quick start: sentence openings, continued by a trigram language model and scored by a sentence encoder. */
@NullMarked
package io.github.bestofn.examples.quickstart;

import org.jspecify.annotations.NullMarked;
