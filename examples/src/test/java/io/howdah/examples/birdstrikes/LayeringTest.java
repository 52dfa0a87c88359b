// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.howdah.examples", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule core_isPureJava = classes()
            .that()
            .resideInAPackage("io.howdah.examples.birdstrikes.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.howdah.examples.birdstrikes.core..");

    @ArchTest
    static final ArchRule packages_haveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.howdah.examples.(**)")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule jobs_doNotKnowTheDemo = classes()
            .that()
            .resideInAPackage("io.howdah.examples.birdstrikes..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackage("io.howdah.examples.demo..");
}
