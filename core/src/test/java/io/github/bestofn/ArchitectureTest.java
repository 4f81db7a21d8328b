package io.github.bestofn;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The rooms and their arrows: {@code bestofn -> allocate -> estimate -> spi}, {@code evaluate -> allocate}. */
@AnalyzeClasses(packages = "io.github.bestofn", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ENGINE = "io.github.bestofn";
  private static final String EVALUATE = "io.github.bestofn.evaluate..";
  private static final String ALLOCATE = "io.github.bestofn.allocate..";
  private static final String ESTIMATE = "io.github.bestofn.estimate..";
  private static final String SPI = "io.github.bestofn.spi..";

  /** What the library uses inside and does not show. */
  private static final List<String> HIDDEN =
      List.of("com.google.common", "org.apache.commons.math3", "org.slf4j");

  /** Each package is a slice; {@code estimate} is one with the packages inside it. */
  private static final SliceAssignment PACKAGES = new SliceAssignment() {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      if (name.startsWith("io.github.bestofn.estimate.")) {
        return SliceIdentifier.of("io.github.bestofn.estimate");
      }
      return name.startsWith(ENGINE) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  };

  @ArchTest
  static final ArchRule SPI_DEPENDS_ON_NO_OTHER_ROOM = noClasses()
      .that()
      .resideInAPackage(SPI)
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(ENGINE, EVALUATE, ALLOCATE, ESTIMATE);

  @ArchTest
  static final ArchRule ESTIMATE_KNOWS_NO_ALLOCATION = noClasses()
      .that()
      .resideInAPackage(ESTIMATE)
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(ENGINE, EVALUATE, ALLOCATE);

  @ArchTest
  static final ArchRule ALLOCATE_KNOWS_NO_ENGINE = noClasses()
      .that()
      .resideInAPackage(ALLOCATE)
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(ENGINE, EVALUATE);

  @ArchTest
  static final ArchRule EVALUATE_KNOWS_NO_ENGINE = noClasses()
      .that()
      .resideInAPackage(EVALUATE)
      .should()
      .dependOnClassesThat()
      .resideInAPackage(ENGINE);

  @ArchTest
  static final ArchRule NUMERIC_ROOMS_LOG_NOTHING = noClasses()
      .that()
      .resideInAnyPackage(EVALUATE, ALLOCATE, ESTIMATE)
      .should()
      .dependOnClassesThat()
      .resideInAPackage("org.slf4j..");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().assignedFrom(PACKAGES).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PUBLIC_SIGNATURES_HIDE_LIBRARIES = ArchRuleDefinition.classes()
      .that(resideInAPackage("io.github.bestofn..")
          .and(describe("are public", ArchitectureTest::isVisible)))
      .should(notShow(HIDDEN));

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static ArchCondition<JavaClass> notShow(List<String> packages) {
    return new ArchCondition<>("not show types of " + packages) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaType> above =
            Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> shown = Stream.concat(
            above,
            type.getMembers().stream()
                .filter(ArchitectureTest::isVisible)
                .flatMap(ArchitectureTest::typesOf));
        shown
            .map(JavaType::getAllInvolvedRawTypes)
            .flatMap(Set::stream)
            .filter(used -> packages.stream().anyMatch(used.getPackageName()::startsWith))
            .distinct()
            .forEach(used -> events.add(
                SimpleConditionEvent.violated(type, type.getName() + " shows " + used.getName())));
      }
    };
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit method = (JavaCodeUnit) member;
    Stream<JavaType> thrown = method.getExceptionTypes().stream().map(JavaType.class::cast);
    return Stream.of(Stream.of(method.getReturnType()), method.getParameterTypes().stream(), thrown)
        .flatMap(types -> types);
  }
}
