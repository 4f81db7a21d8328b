package io.github.bestofn.spark;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What is known after a round: a directory with a Parquet file for each partition. A partition is committed by
 * renaming its file, whole, to where it belongs; the first one stays, whoever else comes.
 *
 * @param directory where it lies
 * @param hadoop how to get there: large, so that it is sent to each executor once
 */
record Table(String directory, Broadcast<SerializableConfiguration> hadoop)
    implements Serializable {

  private static final String PARTITION = "part-";

  private Configuration configuration() {
    return hadoop.value().value();
  }

  String file(int partition) {
    return "%s/%s%05d.parquet".formatted(directory, PARTITION, partition);
  }

  boolean isCommitted(int partition) throws IOException {
    return files().util().exists(new Path(file(partition)));
  }

  /** Returns whether so many partitions, which is all of them, are committed. */
  boolean isComplete(int partitions) throws IOException {
    FileStatus[] committed;
    try {
      committed = files().util().listStatus(new Path(directory), Table::isPartition);
    } catch (FileNotFoundException e) {
      return false;
    }
    return committed.length == partitions;
  }

  private static boolean isPartition(Path file) {
    return file.getName().startsWith(PARTITION);
  }

  Writer create(int partition) throws IOException {
    return new Writer(partition);
  }

  /** Opens a partition for the round that comes after it. */
  Reader open(int partition) throws IOException {
    return new Reader(partition, Columns.CARRIED);
  }

  /** Opens a partition, its numbers only. */
  Reader openNumbers(int partition) throws IOException {
    return new Reader(partition, Columns.NUMBERS);
  }

  /** Returns what the rows of a partition come to. */
  Books books(int partition) throws IOException {
    try (var file = ParquetFileReader.open(
        input(partition), HadoopReadOptions.builder(configuration()).build())) {
      return Books.of(file.getFileMetaData().getKeyValueMetaData());
    }
  }

  private InputFile input(int partition) throws IOException {
    return HadoopInputFile.fromPath(new Path(file(partition)), configuration());
  }

  private FileContext files() throws IOException {
    return FileContext.getFileContext(new Path(directory).toUri(), configuration());
  }

  /** A partition that is being written. */
  final class Writer implements Closeable {

    private final int partition;
    private final Path unfinished;
    private final RowWriter rows;
    private boolean isCommitted;

    private Writer(int partition) throws IOException {
      this.partition = partition;
      this.unfinished =
          new Path(directory, "_unfinished-%05d-%s".formatted(partition, UUID.randomUUID()));
      this.rows =
          new RowWriter(HadoopOutputFile.fromPath(unfinished, configuration()), configuration());
    }

    void write(PromptRow row) throws IOException {
      rows.write(row);
    }

    /** Notes rows that were read and came to nothing. */
    void skipped(long count) {
      rows.skipped(count);
    }

    /** Makes what was written the partition, unless it has one. */
    void commit() throws IOException {
      rows.end();
      isCommitted = true;
      try {
        files().rename(unfinished, new Path(file(partition)));
      } catch (FileAlreadyExistsException e) {
        files().delete(unfinished, false);
      }
    }

    @Override
    public void close() throws IOException {
      if (!isCommitted) {
        rows.close();
        files().delete(unfinished, false);
      }
    }
  }

  /** A partition that is being read, in the order in which it was written. */
  final class Reader implements Closeable {

    private final ParquetReader<PromptRow> reader;

    private Reader(int partition, MessageType columns) throws IOException {
      // Told its configuration from the beginning, it does not parse Hadoop's own for every file.
      this.reader = new ParquetReader.Builder<PromptRow>(
          input(partition), new HadoopParquetConfiguration(configuration())) {
        @Override
        protected ReadSupport<PromptRow> getReadSupport() {
          return new RowAssembly(columns);
        }
      }.build();
    }

    /** The next rows, fewer at the end, none after it. */
    List<PromptRow> next(int most) throws IOException {
      List<PromptRow> rows = new ArrayList<>();
      while (rows.size() < most) {
        PromptRow row = reader.read();
        if (row == null) {
          break;
        }
        rows.add(row);
      }
      return rows;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
