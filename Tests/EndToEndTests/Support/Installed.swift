import Foundation

/// Where the parts are that these tests put together. A part that is missing is an error that names the
/// command which installs it, never a skipped test.
enum Installed {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder with Package.swift: four up from this file.
    static let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where another version's programs are, for a task that works with those.
    @TaskLocal static var otherVersion: URL?

    /// The folder that holds the built programs: `HUE_SSO_BIN_DIR`, or the one beside the test bundle, or
    /// `.build/debug`.
    static func program(_ name: String) throws -> URL {
        var folders: [URL] = []
        if let otherVersion {
            folders.append(otherVersion)
        } else if let given = ProcessInfo.processInfo.environment["HUE_SSO_BIN_DIR"] {
            folders.append(URL(fileURLWithPath: given))
        } else {
            folders.append(Bundle.main.bundleURL)
            if let runner = Bundle.main.executableURL { folders.append(runner.deletingLastPathComponent()) }
            folders.append(package.appendingPathComponent(".build/debug"))
        }
        let files = folders.map { $0.appendingPathComponent(name) }
        guard let found = files.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw Missing(description: "no program \(name) in \(folders.map(\.path)): run `swift build`")
        }
        return found
    }

    static func apache() throws -> URL {
        try file("/usr/sbin/apache2", remedy: "apt-get install apache2")
    }

    static func apacheModule(_ name: String) throws -> URL {
        let package = name == "mod_auth_openidc" ? "libapache2-mod-auth-openidc" : "apache2"
        return try file("/usr/lib/apache2/modules/\(name).so", remedy: "apt-get install \(package)")
    }

    static func chromium() throws -> URL {
        try file("/usr/bin/chromium", remedy: "apt-get install chromium")
    }

    static func chromedriver() throws -> URL {
        try file("/usr/bin/chromedriver", remedy: "apt-get install chromium-driver")
    }

    static func oidcAgent(_ program: String) throws -> URL {
        try file("/usr/bin/\(program)", remedy: "apt-get install oidc-agent-cli")
    }

    static func prlimit() throws -> URL {
        try file("/usr/bin/prlimit", remedy: "apt-get install util-linux")
    }

    static func python() throws -> URL {
        try file(package.path + "/.venv/bin/python", remedy: "make deps")
    }

    /// The accessibility checker that the Python package axe-selenium-python carries.
    static func axe() throws -> URL {
        let libraries = package.appendingPathComponent(".venv/lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
        let script = "site-packages/axe_selenium_python/node_modules/axe-core/axe.min.js"
        return try file("\(libraries.path)/\(versions.first ?? "python3")/\(script)", remedy: "make deps")
    }

    static func haproxy() throws -> URL {
        try file("/usr/sbin/haproxy", remedy: "apt-get install haproxy")
    }

    private static func file(_ path: String, remedy: String) throws -> URL {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Missing(description: "\(path) is missing: run `\(remedy)`")
        }
        return URL(fileURLWithPath: path)
    }
}

/// A new empty folder under the temporary directory; whoever makes it removes it.
func makeTemporaryFolder(_ purpose: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("hue-sso-\(purpose)-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
