// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.howdah.hbase", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    /** Apache DataSketches is algorithms and nothing else: no platform, no logging, no dependency of its own. */
    @ArchTest
    static final ArchRule core_dependsOnNothing_butJavaItselfAndSketches = classes()
            .that()
            .resideInAPackage("io.howdah..core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.howdah..core..", "org.apache.datasketches..");

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.howdah.hbase.(**)").should().beFreeOfCycles();

    /** The classes that a client loads must not need hbase-server. */
    @ArchTest
    static final ArchRule client_doesNotUseTheRegionServer = noClasses()
            .that()
            .resideInAPackage("io.howdah.hbase.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hadoop.hbase.regionserver..", "org.apache.hadoop.hbase.coprocessor..");

    @ArchTest
    static final ArchRule protobuf_isSeen_inOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.howdah.hbase.protocol..")
            .and()
            .haveSimpleNameNotEndingWith("Endpoint")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.protobuf..");
}
