/** What the tests of the framework examples share: a server on loopback, and READMEs whose code is run. */
@NullMarked
package io.github.bestofn.examples.wire;

import org.jspecify.annotations.NullMarked;
