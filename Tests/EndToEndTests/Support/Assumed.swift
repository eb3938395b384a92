import Foundation
import Subprocess

/// What the tests take for granted of command line and pages beyond what the issue fixes: the one place to
/// change when it is named otherwise.
enum Assumed {
    // MARK: Command line

    static func demoArguments(data: URL) -> [String] {
        ["demo", "--no-directory", "--json", "--data", data.path]
            + ["--port", "--vneid-port", "--platform-port", "--hue-s-port", "--map-port"].flatMap { [$0, "0"] }
    }

    /// How a command is told which data it works on.
    static func on(_ data: URL) -> [String] { ["--data", data.path] }

    /// How a command is told which configuration file it reads.
    static func configured(by file: URL) -> [String] { ["--config", file.path] }

    static func disableClient(_ id: String, _ data: URL) -> [String] {
        ["client", "disable", id] + on(data) + ["--yes"]
    }

    static func rotateSecret(_ id: String, _ data: URL) -> [String] {
        ["client", "rotate-secret", id] + on(data) + ["--yes", "--json"]
    }

    /// Prints the activation code.
    static func addAccount(_ username: String, name: String, _ data: URL) -> [String] {
        ["account", "add"] + on(data) + ["--username", username, "--name", name, "--json"]
    }

    static func resetAccount(_ username: String, _ data: URL) -> [String] {
        ["account", "reset", username] + on(data) + ["--yes", "--json"]
    }

    static func disableAccount(_ username: String, _ data: URL) -> [String] {
        ["account", "disable", username] + on(data) + ["--yes"]
    }

    static func unlockAccount(_ username: String, _ data: URL) -> [String] {
        ["account", "unlock", username] + on(data)
    }

    /// The master key for signing keys at rest, where no demo has made one.
    static let masterKeyEnvironment: [Environment.Key: String?] = ["HUE_SSO_MASTER_KEY": masterKey]
    static let masterKey = Data(repeating: 7, count: 32).base64URL

    /// A configuration that is right but for what a test changes.
    static func configuration(issuer: String, data: URL) -> String {
        """
        issuer: "\(issuer)"
        data: "\(data.path)"
        """
    }

    // MARK: People

    static func describesLevel2(_ description: String) -> Bool {
        let text = description.lowercased()
        return text.contains("mức 2") || text.contains("mức độ 2") || text.contains("level 2")
    }

    // MARK: Pages

    /// The message that tells a person what went wrong.
    static let alert = "[role=alert]"

    /// What turns the page into English.
    static let toEnglish = "[hreflang=en], button[value=en]"

    /// The words by which a page says that an account is locked.
    static func saysLocked(_ text: String) -> Bool {
        let text = text.precomposedStringWithCanonicalMapping.lowercased()
        return ["khoá", "khóa", "locked"].contains { text.contains($0) }
    }

    /// The session cookie is the one with this prefix that a login sets anew.
    static let hostPrefix = "__Host-"
}
