package io.github.bestofn.spring;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;

/**
 * An interceptor that makes calls of Spring AI's OpenAI client end on an interrupt, so that a run that ends early
 * pays for no further tokens.
 *
 * <p>OkHttp, on which that client is based, ignores interrupts while it waits for an answer. This interceptor waits
 * on another thread, including the body unless it is a stream, and an interrupt cancels the call.
 */
public final class InterruptibleCalls implements OpenAiHttpClientBuilderCustomizer, Interceptor {

  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "bestofn-call");
    thread.setDaemon(true);
    return thread;
  });

  /** Creates the interceptor; one serves all clients. */
  public InterruptibleCalls() {}

  @Override
  public void customize(SpringAiOpenAiHttpClient.Builder builder) {
    builder.interceptor(this);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Future<Response> answer = threads.submit(() -> whole(chain.proceed(chain.request())));
    try {
      return answer.get();
    } catch (InterruptedException e) {
      chain.call().cancel();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the call was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
    }
  }

  private static Response whole(Response response) throws IOException {
    ResponseBody body = response.body();
    if (body == null) {
      return response;
    }
    MediaType type = body.contentType();
    if (type != null && type.subtype().equals("event-stream")) {
      return response;
    }
    ResponseBody read = ResponseBody.create(body.bytes(), type);
    return response.newBuilder().body(read).build();
  }
}
