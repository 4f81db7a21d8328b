package io.github.bestofn;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers that are numbers, for {@link BestOfN.Builder#answers} and the {@linkplain Selectors#majority voting
 * selectors}: equal numbers become equal answers, however they are written.
 *
 * @since 0.1.0
 */
public final class Answers {

  private static final String UNSIGNED =
      "(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d{1,3})?";
  private static final String SIGN = "[-+\\u2212]?";
  private static final Pattern NUMBER =
      Pattern.compile("\\s*(%s)(%s)\\.?(?:\\s*/\\s*(%s))?\\s*".formatted(SIGN, UNSIGNED, UNSIGNED));
  private static final Pattern IN_TEXT =
      Pattern.compile("(?<![\\w.])((?:(?<![)\\]])[-+\\u2212])?)(%s)(?:\\s*/\\s*(%s))?(?![\\w])"
          .formatted(UNSIGNED, UNSIGNED));

  private Answers() {}

  /**
   * Returns the value of a text that is a number: digits with an optional sign, decimal point, thousands separators
   * ({@code 1,000}) and exponent (up to three digits), or a fraction of two such numbers. The value is exact: 0.50,
   * 1/2 and .5 all give {@code 1/2}.
   *
   * @param text the text; space around the number and a full stop after it do not matter
   * @return the number in lowest terms, such as {@code -7/4} or {@code 12}; empty if the text is not a number, or a
   *     fraction by 0
   */
  public static Optional<String> number(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.matches() ? reduced(number) : Optional.empty();
  }

  /**
   * Returns the value of the last number in a text, as {@link #number} does: the answer of responses that end in one.
   * A number that touches a letter is none, and words, units and LaTeX are not interpreted.
   *
   * @param text the text
   * @return the last number in lowest terms; empty if there is none
   */
  public static Optional<String> lastNumber(String text) {
    Matcher number = IN_TEXT.matcher(text);
    Optional<String> last = Optional.empty();
    while (number.find()) {
      last = reduced(number);
    }
    return last;
  }

  private static Optional<String> reduced(Matcher number) {
    BigDecimal above = decimal(number.group(2));
    BigDecimal below = number.group(3) == null ? BigDecimal.ONE : decimal(number.group(3));
    if (below.signum() == 0) {
      return Optional.empty();
    }
    int scale = Math.max(0, Math.max(above.scale(), below.scale()));
    BigInteger numerator = above.movePointRight(scale).toBigIntegerExact();
    BigInteger denominator = below.movePointRight(scale).toBigIntegerExact();
    BigInteger divisor = numerator.gcd(denominator);
    BigInteger reduced = numerator.divide(divisor);
    BigInteger by = denominator.divide(divisor);
    boolean isNegative = !number.group(1).isEmpty() && !number.group(1).equals("+");
    String value = (isNegative ? reduced.negate() : reduced).toString();
    return Optional.of(by.equals(BigInteger.ONE) ? value : value + "/" + by);
  }

  private static BigDecimal decimal(String unsigned) {
    return new BigDecimal(unsigned.replace(",", ""));
  }
}
