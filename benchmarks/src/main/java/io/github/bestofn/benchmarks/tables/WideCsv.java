package io.github.bestofn.benchmarks.tables;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code prompt,reward_0,reward_1,...}. Columns are named, so that no other number is taken for a reward. */
final class WideCsv {

  private static final Pattern REWARD = Pattern.compile("reward_\\d+");
  /* Narrower than Double.parseDouble, which also reads 1d, 0x1p3 and NaN. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private WideCsv() {}

  static void read(String text, Rows rows) {
    List<String> header = List.of();
    long line = 1;
    try (CsvReader<CsvRecord> records = CsvReader.builder()
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .ofCsvRecord(text)) {
      for (CsvRecord row : records) {
        line = row.getStartingLineNumber();
        if (header.isEmpty()) {
          header = header(row, rows);
        } else {
          rows.add(row.getField(0), rewards(row, header, rows));
        }
      }
    } catch (CsvParseException e) {
      throw rows.bad(line, "must be followed by CSV, but is not: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> header(CsvRecord row, Rows rows) {
    List<String> names = row.getFields();
    for (int k = 0; k < names.size(); k++) {
      boolean isKnown =
          k == 0 ? names.get(k).equals("prompt") : REWARD.matcher(names.get(k)).matches();
      if (!isKnown) {
        throw rows.bad(
            row.getStartingLineNumber(),
            "the columns must be prompt,reward_0,reward_1,..., but column %d was %s"
                .formatted(k + 1, Rows.shortened(names.get(k))));
      }
    }
    return names;
  }

  private static double[] rewards(CsvRecord row, List<String> header, Rows rows) {
    long line = row.getStartingLineNumber();
    if (row.getFieldCount() != header.size()) {
      throw rows.bad(
          line,
          "must have %d columns, as the header has, but has %d"
              .formatted(header.size(), row.getFieldCount()));
    }
    double[] values = new double[header.size() - 1];
    Arrays.fill(values, Double.NaN);
    for (int k = 1; k < header.size(); k++) {
      String cell = row.getField(k).strip();
      if (!cell.isEmpty()) {
        if (!NUMBER.matcher(cell).matches()) {
          throw rows.notFinite(line, header.get(k), cell);
        }
        values[k - 1] = rows.finite(line, header.get(k), Double.parseDouble(cell));
      }
    }
    return values;
  }
}
