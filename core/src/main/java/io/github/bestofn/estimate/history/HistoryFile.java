package io.github.bestofn.estimate.history;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.bestofn.estimate.HistoryFileException;
import io.github.bestofn.estimate.history.HistoryFormat.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Files that hold a history each: read whole, and replaced whole. */
public final class HistoryFile {

  /* The system's locks are between processes. Within this one, one file is saved at a time. */
  private static final Object SAVING = new Object();

  private static final long RETRY_NANOS = 1_000_000;

  /* As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private HistoryFile() {}

  /**
   * Reads a history.
   *
   * @param file the file
   * @return its contents
   * @throws HistoryFileException if the file is damaged, is something else, or is of a newer version
   * @throws IOException if it cannot be read
   */
  public static Contents read(Path file) throws IOException {
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
   * Replaces what is in a file, while nobody else does. An interrupt does not cut it short; the flag is set afterwards.
   *
   * @param file the file
   * @param change from what is in it, null if it is not there, to what shall be; may be called again
   * @throws IOException if it cannot be read or written
   */
  public static void update(Path file, UnaryOperator<@Nullable Contents> change)
      throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          updateOnce(target(file), change);
          return;
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
          wasInterrupted = true; // nothing was replaced, or all of it
          var unused = Thread.interrupted();
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void updateOnce(Path target, UnaryOperator<@Nullable Contents> change)
      throws IOException {
    synchronized (SAVING) {
      try (FileChannel channel =
          FileChannel.open(sibling(target, ".lock"), CREATE, WRITE, NOFOLLOW_LINKS)) {
        FileLock unused = lock(channel); // until the channel is closed
        Contents changed = change.apply(Files.exists(target) ? read(target) : null);
        replace(target, HistoryFormat.encode(changed));
      }
    }
  }

  /* The virtual machine refuses a lock that another class loader's copy of this class holds, instead of waiting for it. */
  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** The file at the end of all links, which need not be there yet. */
  private static Path target(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    for (int k = 0; k < MOST_LINKS; k++) {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      if (!Files.isSymbolicLink(path)) {
        return path;
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    throw new FileSystemLoopException(file.toString());
  }

  private static void replace(Path file, ByteBuffer bytes) throws IOException {
    Path next = sibling(file, ".tmp");
    try {
      Files.deleteIfExists(next); // left by a crash, or a link that somebody put there
      try (FileChannel channel =
          FileChannel.open(next, Set.of(CREATE_NEW, WRITE), attributes(file))) {
        copyPermissions(file, next);
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

  /* Nobody else may open the new file before it has the permissions of the one that it replaces. */
  private static FileAttribute<?>[] attributes(Path file) {
    boolean hasPermissions =
        file.getFileSystem().supportedFileAttributeViews().contains("posix") && Files.exists(file);
    return hasPermissions
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /* Before there is anything in the new file. Whoever may not give it to the old one's owner or group keeps it. */
  private static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (target == null || !Files.exists(from)) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    try {
      target.setGroup(wanted.group());
      target.setOwner(wanted.owner());
    } catch (IOException | UnsupportedOperationException e) {
      // Permissions are the same, and hold for this process's user and group.
    }
    target.setPermissions(wanted.permissions());
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
