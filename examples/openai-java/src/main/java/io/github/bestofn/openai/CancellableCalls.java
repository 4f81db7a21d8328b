package io.github.bestofn.openai;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Ends the calls that nobody waits for.
 *
 * <p>The client's futures do not pass cancellation on to what they are made of. So every call carries a ticket in a
 * header, taken off here before it is sent, and a ticket that is closed ends the call, with all that the client may
 * try again.
 */
final class CancellableCalls implements Interceptor {

  static final String HEADER = "X-Bestofn-Ticket";

  private final Map<String, Ticket> open = new ConcurrentHashMap<>();

  Ticket open() {
    var ticket = new Ticket(UUID.randomUUID().toString());
    open.put(ticket.id(), ticket);
    return ticket;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    String id = request.header(HEADER);
    if (id == null) {
      return chain.proceed(request);
    }
    Ticket ticket = open.get(id);
    if (ticket == null || !ticket.admit(chain.call())) {
      throw new IOException("the call was cancelled");
    }
    return chain.proceed(request.newBuilder().removeHeader(HEADER).build());
  }

  /** One call, whatever the client makes of it. */
  final class Ticket implements AutoCloseable {

    private final String id;
    private @Nullable Call call;
    private boolean closed;

    private Ticket(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    private synchronized boolean admit(Call attempt) {
      call = attempt;
      return !closed;
    }

    /** Cancels what is under way; without effect on a call whose answer is in. */
    @Override
    public void close() {
      open.remove(id);
      synchronized (this) {
        closed = true;
        if (call != null) {
          call.cancel();
        }
      }
    }
  }
}
