package io.github.bestofn.estimate;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.bestofn.estimate.HistoryFormat.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Files that hold a history each: read whole, and replaced whole. */
final class HistoryFile {

  /* The system's locks are between processes. Within this one, one file is saved at a time. */
  private static final Object SAVING = new Object();

  private HistoryFile() {}

  static Contents read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] beginning = in.readNBytes(HistoryFormat.BEGINNING);
      HistoryFormat.checkBeginning(file, beginning);
      if (Files.size(file) > HistoryFormat.MOST_BYTES) {
        throw new HistoryFileException(file, "is damaged: it is larger than any history");
      }
      byte[] rest = in.readAllBytes();
      byte[] all = new byte[beginning.length + rest.length];
      System.arraycopy(beginning, 0, all, 0, beginning.length);
      System.arraycopy(rest, 0, all, beginning.length, rest.length);
      return HistoryFormat.decode(file, all);
    }
  }

  /**
   * Replaces what is in a file, while nobody else does.
   *
   * @param file the file
   * @param change from what is in it, null if it is not there, to what shall be
   */
  static void update(Path file, UnaryOperator<@Nullable Contents> change) throws IOException {
    synchronized (SAVING) {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      try (FileChannel channel = FileChannel.open(sibling(target, ".lock"), CREATE, WRITE)) {
        FileLock unused = channel.lock(); // until the channel is closed
        Contents changed = change.apply(Files.exists(target) ? read(target) : null);
        replace(target, HistoryFormat.encode(changed));
      }
    }
  }

  private static void replace(Path file, ByteBuffer bytes) throws IOException {
    Path next = sibling(file, ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(next, CREATE, TRUNCATE_EXISTING, WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
    forceFolder(file.getParent());
  }

  /* The move itself is on disk when the folder is. Not every system lets one ask for that, and then nothing is torn either. */
  private static void forceFolder(@Nullable Path folder) {
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, READ)) {
        channel.force(true);
      } catch (IOException e) {
        // The old or the new file is there, whole.
      }
    }
  }

  private static Path sibling(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }
}
