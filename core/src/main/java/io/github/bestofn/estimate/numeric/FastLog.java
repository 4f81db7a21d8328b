package io.github.bestofn.estimate.numeric;

/** A natural logarithm from a table, for sums of many logarithms. */
public final class FastLog {

  private static final int BITS = 12;
  private static final int SHIFT = 23 - BITS;
  private static final float LN2 = (float) Math.log(2);
  private static final float[] TABLE = new float[1 << BITS];

  static {
    for (int k = 0; k < TABLE.length; k++) {
      TABLE[k] = (float) Math.log(1 + (k + 0.5) / TABLE.length);
    }
  }

  private FastLog() {}

  /**
   * Returns the natural logarithm.
   *
   * @param x a number, positive, finite and not subnormal
   * @return its logarithm, with an absolute error below 0.00013
   */
  public static float log(float x) {
    int bits = Float.floatToRawIntBits(x);
    return ((bits >>> 23) - 127) * LN2 + TABLE[(bits & 0x7fffff) >>> SHIFT];
  }
}
