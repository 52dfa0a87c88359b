// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = {
            "io.howdah.hdfs",
            "org.apache.hadoop.hdfs.server.balancer",
            "org.apache.hadoop.hdfs.server.blockmanagement"
        },
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class LayeringTest {
    @ArchTest
    static final ArchRule core_dependsOnJavaAndCoreOnly = classes()
            .that()
            .resideInAPackage("io.howdah..core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.howdah..core..");

    @ArchTest
    static final ArchRule bridges_dependOnNothingOfOurs = classes()
            .that()
            .resideInAPackage("org.apache.hadoop..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackage("io.howdah..");

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.howdah.hdfs.(**)").should().beFreeOfCycles();
}
