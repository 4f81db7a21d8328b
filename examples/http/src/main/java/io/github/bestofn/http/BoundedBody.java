package io.github.bestofn.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Receives the body of an answer, of which no more is read, or held in memory, than is allowed. */
final class BoundedBody implements BodySubscriber<BoundedBody.Body> {

  private static final int MOST_OF_AN_ERROR = 64 * 1024;
  private static final int BLOCK = 64 * 1024;

  private final int most;
  private final boolean cut;
  private final List<byte[]> blocks = new ArrayList<>();
  private final CompletableFuture<Body> body = new CompletableFuture<>();
  private int size;
  private @Nullable Subscription subscription;

  private BoundedBody(int most, boolean cut) {
    this.most = most;
    this.cut = cut;
  }

  /** A body that is too long fails; that of an error is cut instead, so that its status is not lost. */
  static BodyHandler<Body> handler(int most) {
    return answer -> answer.statusCode() / 100 == 2
        ? new BoundedBody(most, false)
        : new BoundedBody(Math.min(most, MOST_OF_AN_ERROR), true);
  }

  /** Stands for a body that is longer than allowed. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The bytes of a body, in blocks of which the last need not be full. */
  record Body(List<byte[]> blocks, int size) {

    /** The bytes, to be read as often as one likes. */
    InputStream stream() {
      List<InputStream> streams = new ArrayList<>();
      for (int from = 0; from < size; from += BLOCK) {
        byte[] block = blocks.get(from / BLOCK);
        streams.add(new ByteArrayInputStream(block, 0, Math.min(BLOCK, size - from)));
      }
      return new SequenceInputStream(Collections.enumeration(streams));
    }

    /** The first characters that are not blank, as far as they are of ASCII. */
    String beginning() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < Math.min(size, BLOCK) && text.length() < 16; i++) {
        char c = (char) (blocks.get(0)[i] & 0xff);
        boolean isBlank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!isBlank || text.length() > 0) {
          text.append(c);
        }
      }
      return text.toString();
    }
  }

  @Override
  public CompletionStage<Body> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (body.isDone()) {
        return;
      }
      while (buffer.hasRemaining() && size < most) {
        int at = size % BLOCK;
        if (at == 0) {
          blocks.add(new byte[BLOCK]);
        }
        int next = Math.min(Math.min(buffer.remaining(), most - size), BLOCK - at);
        buffer.get(blocks.get(blocks.size() - 1), at, next);
        size += next;
      }
      if (buffer.hasRemaining()) {
        end();
      }
    }
  }

  private void end() {
    if (subscription != null) {
      subscription.cancel();
    }
    if (cut) {
      body.complete(received());
    } else {
      body.completeExceptionally(new TooLarge());
    }
  }

  private Body received() {
    return new Body(blocks, size);
  }

  @Override
  public void onError(Throwable thrown) {
    body.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    body.complete(received());
  }
}
