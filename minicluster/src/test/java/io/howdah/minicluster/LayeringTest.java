// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.howdah", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule noPlugin = noClasses()
            .that()
            .resideInAPackage("io.howdah.minicluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.howdah.hdfs..",
                    "io.howdah.yarn..",
                    "io.howdah.hbase..",
                    "io.howdah.ha..",
                    "io.howdah.nagios..",
                    "io.howdah.examples..")
            .because("plugins are given as class names; their tests depend on this module");

    @ArchTest
    static final ArchRule noDumpingGround = noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleName("Common");

    @ArchTest
    static final ArchRule junitOnlyInTheExtensions = noClasses()
            .that()
            .doNotHaveSimpleName("EmbeddedStackExtension")
            .and()
            .haveNameNotMatching(".*\\.RequiresServers(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..")
            .because("a demo uses the stack without JUnit");

    @ArchTest
    static final ArchRule noCycles =
            SlicesRuleDefinition.slices().matching("io.howdah.(**)").should().beFreeOfCycles();
}
