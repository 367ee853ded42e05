package chat.sentinel.servicekit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = "chat.sentinel.servicekit",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule partsHaveNoCycles =
            slices().matching("chat.sentinel.servicekit.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule jacksonThreeOnly =
            noClasses()
                    // Which is asked by springdoc, in Jackson 2's types, and answers for Jackson 3.
                    .that()
                    .doNotHaveSimpleName("RecordSchemas")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
                    .because("there is one JSON dialect: tools.jackson");

    @ArchTest
    static final ArchRule timeIsInjected =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .because("tests put the clock forward");
}
