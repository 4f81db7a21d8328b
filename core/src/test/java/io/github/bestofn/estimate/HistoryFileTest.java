package io.github.bestofn.estimate;

import static io.github.bestofn.estimate.RewardHistoryTest.held;
import static io.github.bestofn.estimate.RewardHistoryTest.numbered;
import static io.github.bestofn.estimate.RewardHistoryTest.samples;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Preconditions;
import io.github.bestofn.spi.RewardRange;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileTest {

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("rewards.history");
  }

  private static RewardHistory of(RewardSamples batch) {
    RewardHistory history = RewardHistory.create(100, 8);
    history.add(batch);
    return history;
  }

  private static List<List<Double>> numbers(int to) {
    return IntStream.range(0, to).mapToObj(number -> List.of((double) number)).toList();
  }

  @Test
  void saved_andLoaded_isTheSame_withItsBounds() throws IOException {
    RewardHistory history =
        of(samples(new double[] {3, 1, 2}, new double[] {-0.5, Double.MIN_VALUE}));

    history.save(file);
    RewardHistory loaded = RewardHistory.load(file);

    assertThat(held(loaded)).isEqualTo(held(history));
    assertThat(loaded.maxPrompts()).isEqualTo(100);
    assertThat(loaded.maxRewardsPerPrompt()).isEqualTo(8);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("rewards.history", "rewards.history.lock");
    }
  }

  /** Of 300 prompts with 100 rewards, 256 with 64: 12 bytes and 8 for each reward, and 28 for all. */
  @Test
  void size_isBoundedHoweverManyRunsThereWere() throws IOException {
    RewardHistory history = RewardHistory.create();
    for (int run = 0; run < 3; run++) {
      history.add(samples(new double[100][100]));
      history.save(file);
      history.save(file);
    }

    assertThat(Files.size(file)).isEqualTo(28 + 256 * (12 + 8 * 64));
  }

  @Test
  void save_addsToWhatIsThere_andLeavesTheHistoryAsItIs() throws IOException {
    RewardHistory one = of(numbered(0, 2));
    RewardHistory other = of(numbered(2, 4));

    one.save(file);
    other.save(file);
    one.save(file);

    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(4));
    assertThat(held(one)).isEqualTo(numbers(2));
  }

  @Test
  void loadedTwice_andAddedTo_mergesWithoutLossOrDoubles() throws IOException {
    of(numbered(0, 3)).save(file);
    RewardHistory one = RewardHistory.load(file);
    RewardHistory other = RewardHistory.load(file);

    one.add(numbered(3, 6));
    other.add(numbered(6, 9));
    one.save(file);
    other.save(file);
    one.merge(RewardHistory.load(file));

    assertThat(held(one)).isEqualTo(numbers(9)).isEqualTo(held(RewardHistory.load(file)));
  }

  @Test
  void loadOrEmpty_ofNoFile_isEmptyAndQuiet() throws IOException {
    List<IOException> told = new ArrayList<>();

    RewardHistory history = RewardHistory.loadOrEmpty(file, told::add);

    assertThat(history.prompts()).isZero();
    assertThat(told).isEmpty();
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> RewardHistory.load(file));
    of(numbered(0, 1)).save(file);
    assertThat(held(RewardHistory.loadOrEmpty(file, told::add))).isEqualTo(numbers(1));
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          prompt,reward_0           | is no reward history
          Bon                       | is cut off, or no reward history
          ''                        | is cut off, or no reward history
          """)
  void foreignFile_isToldOnce_andNeverReplaced(String text, String reason) throws IOException {
    Files.writeString(file, text);
    List<IOException> told = new ArrayList<>();

    RewardHistory history = RewardHistory.loadOrEmpty(file, told::add);

    assertThat(history.prompts()).isZero();
    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .isInstanceOf(HistoryFileException.class)
        .hasMessage(file + ": " + reason);
    history.add(numbered(0, 1));
    assertThatExceptionOfType(HistoryFileException.class)
        .isThrownBy(() -> history.save(file))
        .withMessage(file + ": " + reason);
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void newerFormat_isToldAsSuch() throws IOException {
    of(numbered(0, 1)).save(file);
    rewrite(bytes -> bytes.putInt(8, 4));

    assertThatExceptionOfType(HistoryFileException.class)
        .isThrownBy(() -> RewardHistory.load(file))
        .withMessage(
            "%s: is of a newer version of the library, or damaged: its format is 4, and formats up to 3 can be read",
            file);
  }

  /** What no checksum notices: the bytes are as they were written, but no history wrote them. */
  @ParameterizedTest
  @CsvSource({
    "8, 0",
    "8, -1",
    "12, 0",
    "12, 1",
    "16, 0",
    "16, 2147483647",
    "20, -1",
    "20, 1",
    "20, 3",
    "20, 2147483647",
    "32, 0",
    "32, -1",
    "32, 9",
    "32, 2147483647",
    "36, 2146959360",
    "24, 2147483647",
  })
  void nonsense_withARightChecksum_isRefused(int at, int value) throws IOException {
    of(numbered(0, 2)).save(file);
    rewrite(bytes -> bytes.putInt(at, value));

    assertThatExceptionOfType(HistoryFileException.class)
        .isThrownBy(() -> RewardHistory.load(file))
        .withMessage("%s: makes no sense, though its checksum is right", file);
  }

  private void rewrite(Consumer<ByteBuffer> change) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    change.accept(bytes);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.array(), 0, bytes.capacity() - 4);
    bytes.putInt(bytes.capacity() - 4, (int) checksum.getValue());
    Files.write(file, bytes.array());
  }

  /** As a crash between writing and moving leaves it. */
  @Test
  void leftovers_ofASaveThatWasCutShort_doNotMatter() throws IOException {
    of(numbered(0, 1)).save(file);
    Files.writeString(folder.resolve("rewards.history.tmp"), "half a file");

    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(1));
    of(numbered(1, 2)).save(file);

    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(2));
    assertThat(folder.resolve("rewards.history.tmp")).doesNotExist();
  }

  @Test
  void save_thatFails_leavesTheOldFile() throws IOException {
    of(numbered(0, 1)).save(file);
    Files.createDirectory(folder.resolve("rewards.history.tmp"));
    Files.writeString(folder.resolve("rewards.history.tmp").resolve("in the way"), "");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> of(numbered(1, 2)).save(file));
    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(1));
  }

  @Test
  void linkToAFile_staysALink() throws IOException {
    of(numbered(0, 1)).save(file);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    of(numbered(1, 2)).save(link);

    assertThat(link).isSymbolicLink();
    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(2));
  }

  @Test
  void threads_thatSave_loseNothing_andReadersSeeWholeFiles() throws Exception {
    of(numbered(0, 1)).save(file);
    ExecutorService threads = Executors.newFixedThreadPool(5);
    AtomicBoolean done = new AtomicBoolean();
    Future<Integer> reader = threads.submit(() -> {
      int most = 0;
      while (!done.get()) {
        int prompts = RewardHistory.load(file).prompts();
        assertThat(prompts).isGreaterThanOrEqualTo(most);
        most = prompts;
      }
      return most;
    });
    List<Future<?>> savers = new ArrayList<>();
    for (int saver = 0; saver < 4; saver++) {
      int first = 1 + 10 * saver;
      savers.add(threads.submit(() -> {
        saveOneByOne(file, first, first + 10);
        return null;
      }));
    }
    for (Future<?> saver : savers) {
      saver.get();
    }
    done.set(true);
    assertThat(reader.get()).isPositive();
    threads.shutdown();

    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(41));
  }

  @Test
  void processes_thatSave_loseNothing() throws Exception {
    String classPath = Stream.of(
            Saver.class, RewardHistory.class, RewardRange.class, Preconditions.class)
        .map(type ->
            new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .map(File::toString)
        .collect(Collectors.joining(File.pathSeparator));
    List<Process> processes = new ArrayList<>();
    for (int process = 0; process < 3; process++) {
      processes.add(new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              classPath,
              Saver.class.getName(),
              file.toString(),
              String.valueOf(20 * process))
          .redirectErrorStream(true)
          .start());
    }
    for (Process process : processes) {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    }

    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(60));
  }

  /** Two applications of one server: each has its own copy of the library. */
  @Test
  void classLoadersThatSave_loseNothing() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (Class<?> type :
        List.of(Saver.class, RewardHistory.class, RewardRange.class, Preconditions.class)) {
      urls.add(type.getProtectionDomain().getCodeSource().getLocation());
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> savers = new ArrayList<>();
    for (int loader = 0; loader < 2; loader++) {
      var application =
          new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
      Method main = application.loadClass(Saver.class.getName()).getMethod("main", String[].class);
      main.setAccessible(true);
      String first = String.valueOf(20 * loader);
      savers.add(threads.submit(() ->
          main.invoke(null, (Object) new String[] {file.toString(), first})));
    }
    for (Future<?> saver : savers) {
      saver.get();
    }
    threads.shutdown();

    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(40));
  }

  @Test
  void linkInPlaceOfTheTemporaryFile_isNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(folder.resolve("rewards.history.tmp"), victim);

    of(numbered(0, 1)).save(file);

    assertThat(victim).hasContent("precious");
    assertThat(file).isRegularFile();
    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(1));
  }

  @Test
  void linkInPlaceOfTheLock_isRefused() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.createSymbolicLink(folder.resolve("rewards.history.lock"), elsewhere);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> of(numbered(0, 1)).save(file));
    assertThat(elsewhere).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-rw-r--", "r--------"})
  void permissions_stay(String permissions) throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    of(numbered(0, 1)).save(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    of(numbered(1, 2)).save(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(permissions);
    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(2));
  }

  @Test
  void linkToAFileThatIsNotThereYet_staysALink() throws IOException {
    Files.createDirectory(folder.resolve("data"));
    Path second =
        Files.createSymbolicLink(folder.resolve("second"), Path.of("data", "new.history"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), second);

    of(numbered(0, 1)).save(link);

    assertThat(link).isSymbolicLink();
    assertThat(second).isSymbolicLink();
    assertThat(held(RewardHistory.load(folder.resolve("data").resolve("new.history"))))
        .isEqualTo(numbers(1));
  }

  @Test
  void linkToItself_isRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("link"));

    assertThatExceptionOfType(FileSystemLoopException.class)
        .isThrownBy(() -> of(numbered(0, 1)).save(link));
  }

  @Test
  void interruptedThread_savesAllTheSame_andStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    of(numbered(0, 1)).save(file);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(1));
  }

  /** An interrupt at any moment of a save neither fails it nor is lost. */
  @Test
  void interruptDuringASave_losesNothing() throws Exception {
    Thread saver = Thread.currentThread();
    for (int k = 0; k < 20; k++) {
      long delay = 50_000L * k;
      Thread interrupter = new Thread(() -> {
        LockSupport.parkNanos(delay);
        saver.interrupt();
      });
      interrupter.start();
      of(numbered(k, k + 1)).save(file);
      while (interrupter.isAlive()) {
        Thread.onSpinWait();
      }
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(held(RewardHistory.load(file))).isEqualTo(numbers(20));
  }

  private static void saveOneByOne(Path file, int from, int to) throws IOException {
    for (int number = from; number < to; number++) {
      of(numbered(number, number + 1)).save(file);
    }
  }

  /** What each process does. */
  static final class Saver {

    private Saver() {}

    public static void main(String[] args) throws IOException {
      RewardHistory history = RewardHistory.create(100, 8);
      int first = Integer.parseInt(args[1]);
      for (int number = first; number < first + 20; number++) {
        history.add(RewardSamples.of(RewardRange.unbounded(), new double[] {number}));
        history.save(Path.of(args[0]));
      }
    }
  }
}
