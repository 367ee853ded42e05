package chat.sentinel.search;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import chat.sentinel.testkit.HandWritten;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(
        packages = "chat.sentinel.search",
        importOptions = {ImportOption.DoNotIncludeTests.class, HandWritten.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("chat.sentinel.search.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatPeopleTypeIsNoLanguageOfElasticsearch =
            noClasses()
                    .that()
                    .resideInAPackage("..search.box..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("co.elastic..", "..search.elastic..")
                    .because("the box is read into a tree of ours, never passed on");

    @ArchTest
    static final ArchRule noQueryStrings =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(".*(QueryStringQuery|WildcardQuery|RegexpQuery|ScriptQuery)")
                    .because("their cost is set by who types");

    @ArchTest
    static final ArchRule timeIsInjected =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .because("tests put the clock forward");

    @ArchTest
    static final ArchRule jacksonIsThree =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson.databind..")
                    .because("one JSON dialect, that of service-kit");
}
