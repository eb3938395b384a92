// swift-tools-version: 6.2
import PackageDescription

// The rooms, from the ground up. Documentation/ARCHITECTURE.md says what each is for; a test holds the imports to it.
let package = Package(
    name: "hue-sso",
    products: [
        .executable(name: "hue-sso", targets: ["hue-sso"]),
        .executable(name: "vneid-mock", targets: ["vneid-mock"]),
        .library(name: "CallCounter", type: .dynamic, targets: ["CCallCounter"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // C
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CArgon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CPrefetch"),
        .systemLibrary(name: "CQRencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CLDAP", providers: [.apt(["libldap2-dev"])]),
        .systemLibrary(name: "CPostgres", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),

        // Ground
        .target(name: "Identity", exclude: ["Room.md"]),
        .target(name: "Wire", exclude: ["Room.md"]),
        .target(name: "Cryptography", dependencies: ["COpenSSL", "CArgon2"], exclude: ["Room.md"]),

        // Tools
        .target(name: "JOSE", dependencies: ["Cryptography", "Identity", "Wire"], exclude: ["Room.md"]),

        // Domain
        .target(
            name: "OpenIDConnect", dependencies: ["Cryptography", "Identity", "JOSE", "Wire"], exclude: ["Room.md"]),
        .target(
            name: "Federation", dependencies: ["Cryptography", "Identity", "JOSE", "Wire"], exclude: ["Room.md"]),
        .target(name: "Accounts", dependencies: ["Cryptography", "Identity", "Wire"], exclude: ["Room.md"]),
        .target(name: "Audit", dependencies: ["Identity"], exclude: ["Room.md"]),
        .target(name: "Directory", dependencies: ["Accounts", "Identity", "Wire"], exclude: ["Room.md"]),
        .target(
            name: "Permissions", dependencies: ["CPrefetch", "Directory", "Identity", "Wire"], exclude: ["Room.md"]),
        .target(
            name: "AuthZEN", dependencies: ["Cryptography", "Directory", "Identity", "Permissions", "Wire"],
            exclude: ["Room.md"]),
        .target(name: "SCIM", dependencies: ["Cryptography", "Identity", "Wire"], exclude: ["Room.md"]),

        // Adapters
        .target(name: "Database", dependencies: ["CPostgres", "CSQLite"], exclude: ["Room.md"]),
        .target(
            name: "Storage",
            dependencies: [
                "Accounts", "Audit", "Database", "Directory", "Federation", "Identity", "JOSE", "OpenIDConnect",
                "Permissions", "Wire",
            ],
            exclude: ["Room.md"]),

        .target(
            name: "PolicyFiles",
            dependencies: ["Directory", "Identity", "Permissions", "Wire", .product(name: "Yams", package: "Yams")],
            exclude: ["Room.md"]),

        .target(name: "LDAP", dependencies: ["CLDAP", "Directory", "Wire"], exclude: ["Room.md"]),
        .target(
            name: "Keys", dependencies: ["Cryptography", "Identity", "JOSE", "OpenIDConnect", "Wire"],
            exclude: ["Room.md"]),
        .target(
            name: "Backup", dependencies: ["Cryptography", "Identity", "Wire"], exclude: ["Room.md"]),
        .target(
            name: "Settings",
            dependencies: [
                "Cryptography", "Federation", "Identity", "Keys", "OpenIDConnect", "Wire",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: ["Room.md"]),

        // Settle
        .target(
            name: "Operations",
            dependencies: [
                "Accounts", "Audit", "AuthZEN", "Cryptography", "Database", "Directory", "Federation", "Identity",
                "JOSE", "Keys", "LDAP", "OpenIDConnect", "Permissions", "PolicyFiles", "SCIM", "Storage", "Wire",
            ],
            exclude: ["Room.md"]),

        // Edge
        .target(
            name: "Edge",
            dependencies: [
                "Wire",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Room.md"]),
        .target(
            name: "Pages",
            dependencies: ["CQRencode", "Identity", .product(name: "Mustache", package: "swift-mustache")],
            exclude: ["Room.md"], resources: [.embedInCode("Templates")]),
        .target(
            name: "Server",
            dependencies: [
                "Accounts", "Audit", "AuthZEN", "Cryptography", "Directory", "Edge", "Federation", "Identity", "JOSE",
                "Keys", "OpenIDConnect", "Operations", "Pages", "SCIM", "Settings", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Room.md"]),
        .target(
            name: "VNeIDMock",
            dependencies: [
                "Cryptography", "Identity", "JOSE", "Wire",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: ["Room.md"], resources: [.embedInCode("Resources")]),
        .target(
            name: "DemoPlatform",
            dependencies: [
                "Cryptography", "Identity", "JOSE", "Wire",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Room.md"], resources: [.embedInCode("Resources")]),

        .target(
            name: "HueSBackend",
            dependencies: [
                "Cryptography", "Identity", "JOSE", "Wire",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Room.md"], resources: [.embedInCode("Resources")]),

        .target(
            name: "SampleCity", dependencies: ["Directory", "Wire"], exclude: ["Room.md"],
            resources: [.embedInCode("Resources"), .embedInCode("Policies")]),

        // Programs
        .executableTarget(
            name: "hue-sso",
            dependencies: [
                "Accounts", "Backup", "Cryptography", "DemoPlatform", "Directory", "HueSBackend", "Identity", "JOSE",
                "Keys",
                "LDAP", "OpenIDConnect",
                "Operations", "Permissions", "PolicyFiles", "SampleCity", "Server", "Settings", "VNeIDMock", "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["Room.md"]),
        .executableTarget(
            name: "vneid-mock",
            dependencies: [
                "VNeIDMock", "Cryptography", "Identity", "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Room.md"]),
        .target(
            name: "BenchmarkSupport",
            dependencies: [
                "Accounts", "Identity", "JOSE", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
            ],
            path: "Benchmarks/Support"),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "BenchmarkSupport", "Cryptography", "Database", "Identity", "Operations", "Storage",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            path: "Benchmarks/Provider"),
        .executableTarget(
            name: "Soak",
            dependencies: [
                "BenchmarkSupport", "Database", "Storage",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
            ],
            path: "Benchmarks/Soak"),
        .executableTarget(
            name: "HourBenchmarks",
            dependencies: [
                "Accounts", "Audit", "BenchmarkSupport", "Cryptography", "Database", "Identity", "OpenIDConnect",
                "Storage", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
            ],
            path: "Benchmarks/Hour"),
        .executableTarget(
            name: "DirectoryBenchmarks",
            dependencies: [
                "Cryptography", "Directory", "Identity", "Operations", "Permissions", "PolicyFiles",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Benchmarks/Directory"),
        // Loaded before the C library of the server that is measured, and linked by nobody.
        .target(name: "CCallCounter", path: "Benchmarks/Counting"),
        .target(name: "CAllocations", path: "Benchmarks/Permissions/CAllocations"),
        .executableTarget(
            name: "PermissionsBenchmarks",
            dependencies: ["CAllocations", "Directory", "Identity", "Permissions", "Wire"],
            path: "Benchmarks/Permissions", exclude: ["CAllocations"]),

        // Tests, room by room; EndToEndTests drive the built programs from outside.
        .testTarget(name: "IdentityTests", dependencies: ["Identity"]),
        .testTarget(name: "WireTests", dependencies: ["TestSupport", "Wire"]),
        .testTarget(
            name: "EdgeTests",
            dependencies: [
                "Edge", "Wire",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography", "TestSupport"]),
        .testTarget(
            name: "JOSETests", dependencies: ["Cryptography", "Identity", "JOSE", "Wire"],
            exclude: ["Vectors"]),
        .testTarget(name: "DirectoryTests", dependencies: ["Accounts", "Directory", "Identity", "TestSupport"]),
        .testTarget(
            name: "PermissionsTests", dependencies: ["Directory", "Identity", "Permissions", "TestSupport", "Wire"]),
        .testTarget(
            name: "AuthZENTests",
            dependencies: ["AuthZEN", "Directory", "Identity", "Permissions", "TestSupport", "Wire"],
            exclude: ["Vectors"]),
        .testTarget(name: "SCIMTests", dependencies: ["Identity", "SCIM", "Wire"]),
        .testTarget(
            name: "PolicyFilesTests",
            dependencies: ["Directory", "Identity", "Permissions", "PolicyFiles", "SampleCity", "TestSupport"]),
        .testTarget(name: "PagesTests", dependencies: ["Cryptography", "Identity", "Pages"]),
        .testTarget(
            name: "VNeIDMockTests",
            dependencies: [
                "VNeIDMock", "Cryptography", "Identity", "JOSE", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .testTarget(
            name: "DemoPlatformTests",
            dependencies: [
                "DemoPlatform", "VNeIDMock", "Cryptography", "Identity", "JOSE", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        .testTarget(
            name: "HueSBackendTests",
            dependencies: [
                "HueSBackend", "Cryptography", "Identity", "JOSE", "TestSupport", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        .target(
            name: "TestSupport",
            dependencies: [
                "Cryptography", "Database", "Directory", "Identity", "Operations", "Permissions", "PolicyFiles",
                "Storage", "Wire",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/TestSupport", exclude: ["PostgreSQL/run-cluster"]),
        .target(
            name: "LDAPTestSupport",
            dependencies: [
                "Directory", "LDAP", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/LDAPTestSupport", exclude: ["City"]),
        .testTarget(
            name: "LDAPTests", dependencies: ["Directory", "LDAP", "LDAPTestSupport", "TestSupport", "Wire"]),
        .testTarget(
            name: "OpenIDConnectTests",
            dependencies: ["Cryptography", "Identity", "JOSE", "OpenIDConnect", "TestSupport", "Wire"]),
        .testTarget(
            name: "AccountsTests", dependencies: ["Accounts", "Cryptography", "Identity", "TestSupport", "Wire"]),
        .testTarget(
            name: "FederationTests",
            dependencies: ["Cryptography", "Federation", "Identity", "JOSE", "TestSupport", "Wire"],
            exclude: ["Vectors"]),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Accounts", "Audit", "Cryptography", "Database", "Directory", "Federation", "Identity", "JOSE",
                "OpenIDConnect", "Permissions", "Storage", "TestSupport", "Wire",
            ]),
        .testTarget(
            name: "DatabaseTests",
            dependencies: [
                "Database", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .testTarget(
            name: "KeysTests",
            dependencies: ["Cryptography", "Identity", "JOSE", "Keys", "OpenIDConnect", "TestSupport", "Wire"]),
        .testTarget(
            name: "BackupTests", dependencies: ["Backup", "Cryptography", "Identity", "TestSupport"]),
        .testTarget(
            name: "SettingsTests",
            dependencies: [
                "Cryptography", "Federation", "Identity", "Keys", "OpenIDConnect", "Settings", "TestSupport", "Wire",
            ]),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Accounts", "Audit", "Cryptography", "Database", "Directory", "Identity", "JOSE", "Keys", "LDAP",
                "LDAPTestSupport", "OpenIDConnect", "Operations", "Permissions", "PolicyFiles", "Storage",
                "TestSupport", "Wire",
            ]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Accounts", "Audit", "Cryptography", "Database", "Directory", "Edge", "Federation", "Identity", "JOSE",
                "Keys", "LDAP", "LDAPTestSupport", "OpenIDConnect", "Operations", "Pages", "Permissions", "PolicyFiles",
                "Server", "Settings", "Storage",
                "TestSupport", "VNeIDMock", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "Directory", "Identity", "Permissions", "PolicyFiles", "TestSupport", "Wire",
                .product(name: "Yams", package: "Yams"),
            ],
            path: "Tests/Fuzz", sources: ["CorpusTests.swift", "MutatedPoliciesTests.swift", "Properties"]),
        .testTarget(
            name: "ArchitectureTests",
            dependencies: [
                "hue-sso",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "hue-sso", "LDAPTestSupport", "TestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: [
                "Cluster/run-pair", "Cluster/turned-clock.c", "Support/authlib_client.py", "Support/relying_party.py",
                "Support/requests_oauthlib_client.py", "Support/requests_oauth2client_client.py",
                "Support/scim_tester.py", "Support/validate_policies.py",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// Through these a request goes. An asynchronous function of theirs runs where its caller does: without this each of them looks
// whether it has to move elsewhere, some eighty times a request.
for target in package.targets where ["Database", "Edge", "Operations", "Server"].contains(target.name) {
    target.swiftSettings = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
}
