package chat.sentinel.presence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import chat.sentinel.presence.activity.Presence;
import chat.sentinel.testkit.HandWritten;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(
        packages = "chat.sentinel.presence",
        importOptions = {ImportOption.DoNotIncludeTests.class, HandWritten.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("chat.sentinel.presence.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatOthersSeePassesVisibility =
            noClasses()
                    .that()
                    .resideInAPackage("chat.sentinel.presence.look")
                    .should()
                    .callMethod(Presence.class, "active")
                    .orShould()
                    .callMethod(Presence.class, "lastActive")
                    .because("one class answers what a user may see of another");

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
}
