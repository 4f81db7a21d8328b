package io.github.bestofn.examples.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** The body of an answer, of which no more is read, or held in memory, than is allowed. */
final class BoundedBody implements BodySubscriber<byte[]> {

  private static final int MOST_OF_AN_ERROR = 64 * 1024;

  private final int most;
  private final boolean cut;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private @Nullable Subscription subscription;

  private BoundedBody(int most, boolean cut) {
    this.most = most;
    this.cut = cut;
  }

  /** A body that is too long fails; that of an error is cut instead, so that its status is not lost. */
  static BodyHandler<byte[]> handler(int most) {
    return answer -> answer.statusCode() / 100 == 2
        ? new BoundedBody(most, false)
        : new BoundedBody(Math.min(most, MOST_OF_AN_ERROR), true);
  }

  /** Stands for a body that is longer than allowed. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
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
      int room = most - bytes.size();
      byte[] next = new byte[Math.min(room, buffer.remaining())];
      buffer.get(next);
      bytes.writeBytes(next);
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
      body.complete(bytes.toByteArray());
    } else {
      body.completeExceptionally(new TooLarge());
    }
  }

  @Override
  public void onError(Throwable thrown) {
    body.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    body.complete(bytes.toByteArray());
  }
}
