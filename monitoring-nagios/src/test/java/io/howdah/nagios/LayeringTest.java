// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.howdah.nagios", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule core_dependsOnNothing_butJava = classes()
            .that()
            .resideInAPackage("..core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "..nagios.core..");

    @ArchTest
    static final ArchRule checks_fetchNothing_theyJudge = classes()
            .that()
            .resideInAPackage("..checks..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java.lang..", "java.util..", "..nagios.core..", "..nagios.checks..");

    @ArchTest
    static final ArchRule picocli_staysInTheCommands = noClasses()
            .that()
            .resideOutsideOfPackage("..cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    /** One run of a check must not pay for picocli: 65 ms of 210. */
    @ArchTest
    static final ArchRule theCheckPath_loadsNoPicocli = noClasses()
            .that()
            .haveSimpleName("CheckLine")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.howdah.nagios.(*)..").should().beFreeOfCycles();
}
