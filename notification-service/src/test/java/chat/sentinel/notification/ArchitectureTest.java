package chat.sentinel.notification;

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
        packages = "chat.sentinel.notification",
        importOptions = {ImportOption.DoNotIncludeTests.class, HandWritten.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("chat.sentinel.notification.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheSocketSpeaksStomp =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..notification.socket..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework.messaging.simp..",
                            "org.springframework.web.socket..",
                            "..notification.socket..")
                    .because("an alert is in the list, whether somebody is told or not");

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
