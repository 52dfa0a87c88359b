// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.howdah.ha", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule core_dependsOnNothingButTheJdk = classes()
            .that()
            .resideInAPackage("io.howdah.ha..core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.howdah.ha..core..");

    @ArchTest
    static final ArchRule adapters_doNotDependOnTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("io.howdah.ha.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.howdah.ha.cli..", "picocli..");

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.howdah.(ha..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classes_areNotCalledUtils =
            noClasses().should().haveNameMatching(".*(Utils?|Common|Helpers?)");
}
