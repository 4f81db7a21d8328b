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
 * Lets an interrupt end a call of Spring AI's OpenAI client, so that a run that ends early pays for nothing more.
 *
 * <p>OkHttp, which that client is made of, waits for an answer without hearing interrupts. Here the answer is waited for on
 * another thread, body included unless it is a stream, and an interrupt cancels the call.
 */
public final class InterruptibleCalls implements OpenAiHttpClientBuilderCustomizer, Interceptor {

  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "bestofn-call");
    thread.setDaemon(true);
    return thread;
  });

  /** Made once for all clients. */
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
