/** What the tests of the examples share: a server on loopback, models without one, and READMEs whose code is run. */
@NullMarked
package io.github.bestofn.testsupport;

import org.jspecify.annotations.NullMarked;
