/** Chat models and scoring models of LangChain4j as generators and reward models. */
@NullMarked
package io.github.bestofn.langchain4j;

import org.jspecify.annotations.NullMarked;
