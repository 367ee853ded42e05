package chat.sentinel.message;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import chat.sentinel.testkit.HandWritten;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/// How the features of message-service may lean on each other.
@AnalyzeClasses(
        packages = "chat.sentinel.message",
        importOptions = {ImportOption.DoNotIncludeTests.class, HandWritten.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("chat.sentinel.message.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a feature is read, and changed, without the ones that use it");

    @ArchTest
    static final ArchRule nothingKnowsStomp =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..message.stomp..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..message.stomp..")
                    .because("frames are the outermost thing");

    @ArchTest
    static final ArchRule onlyTheStoreSpeaksCql =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "..message.store..", "..message.people..", "..message.history..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.datastax..")
                    .because("a statement is looked for in the store");

    @ArchTest
    static final ArchRule onlyDeliveryAndCacheSpeakRedis =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "..message.delivery..", "..message.recent..", "..message.presence..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.lettuce..")
                    .because("everything in Redis may be lost, and these know how");

    @ArchTest
    static final ArchRule timeComesFromAClock =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .because("what a clock decides is tested with another clock");

    @ArchTest
    static final ArchRule jacksonIsThree =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson.databind..")
                    .because("one JSON dialect, that of service-kit");
}
