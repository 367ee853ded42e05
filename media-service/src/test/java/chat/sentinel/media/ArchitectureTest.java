package chat.sentinel.media;

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
        packages = "chat.sentinel.media",
        importOptions = {ImportOption.DoNotIncludeTests.class, HandWritten.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("chat.sentinel.media.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheStorageSpeaksS3 =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..media.storage..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon..")
                    .because("what its failures mean is said in one place");

    @ArchTest
    static final ArchRule onlyTheInspectionDecodes =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..media.inspect..", "chat.sentinel.media")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("javax.imageio..", "java.awt..", "net.coobird..")
                    .because("there the pixels are counted first");

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
