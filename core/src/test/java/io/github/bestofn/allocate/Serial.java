package io.github.bestofn.allocate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** Sends objects to another machine, as it were. */
final class Serial {

  private Serial() {}

  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // What is read was written here.
  static <T> T copy(T original) {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes(original)))) {
      return (T) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(Object original) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
