package chat.sentinel.user;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import chat.sentinel.testkit.HandWritten;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;

@AnalyzeClasses(
        packages = "chat.sentinel.user",
        importOptions = {ImportOption.DoNotIncludeTests.class, HandWritten.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("chat.sentinel.user.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule jacksonThreeOnly =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
                    .because("one JSON dialect: tools.jackson, set up by service-kit");

    @ArchTest
    static final ArchRule timeIsInjected =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callConstructor(Date.class)
                    .because("tests put the clock forward");

    @ArchTest
    static final ArchRule kafkaIsSpokenByEventsAndOperationsOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "chat.sentinel.user.events", "chat.sentinel.user.operations")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..")
                    .because("what is told outside goes through the outbox");

    @ArchTest
    static final ArchRule jpaIsForAccountsOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("chat.sentinel.user.account")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jakarta.persistence..", "org.hibernate..")
                    .because("rows that are locked and counted are changed by statements");
}
