package io.github.bestofn.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Path;

/**
 * Small files in a directory, each written as a whole.
 *
 * @param directory the directory, which is made with its first file
 * @param configuration how to get there
 */
record SmallFiles(String directory, Configuration configuration) {

  /** Writes a file unless there is one. */
  void writeOnce(String name, byte[] content) throws IOException {
    if (files().util().exists(path(name))) {
      return;
    }
    Path unfinished = writeUnfinished(content);
    try {
      files().rename(unfinished, path(name));
    } catch (FileAlreadyExistsException e) { // another job was first
      files().delete(unfinished, false);
    }
  }

  /** Makes an empty file. */
  void create(String name) throws IOException {
    files()
        .create(path(name), EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())
        .close();
  }

  /** Returns the names of the files, which are none if there is no directory. */
  Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try {
      for (FileStatus file : files().util().listStatus(new Path(directory))) {
        names.add(file.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return names;
    }
    return names;
  }

  /** Reads a file; empty if there is none. */
  Optional<byte[]> read(String name) throws IOException {
    try (var in = files().open(path(name))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Deletes a file if there is one. */
  void delete(String name) throws IOException {
    try {
      files().delete(path(name), false);
    } catch (FileNotFoundException e) {
      // It is not there, as it should be.
    }
  }

  private Path writeUnfinished(byte[] content) throws IOException {
    Path unfinished = path("_unfinished-" + UUID.randomUUID());
    try (var out =
        files().create(unfinished, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      out.write(content);
    }
    return unfinished;
  }

  private Path path(String name) {
    return new Path(directory, name);
  }

  private FileContext files() throws IOException {
    return FileContext.getFileContext(new Path(directory).toUri(), configuration);
  }
}
