import Configuration
import Cryptography
import Federation
import Foundation
import Identity
import Keys
import OpenIDConnect

/// The configuration as it was given: the command line over environment variables over the file over what the records say to
/// all nodes. Values are texts here; what the provider needs comes out typed, or with everything that is wrong and where it stands.
package struct ProviderConfiguration: Sendable {
    private let reader: ConfigReader
    private let file: ConfigurationFile?
    private let shapeProblems: [ConfigurationProblem]
    private let environment: [String: String]
    private let overrides: [String: String]
    private var shared = Shared.own

    /// By what a setting goes that all nodes share.
    private enum Shared {
        /// By what is said here.
        case own
        /// By what the records say, where nothing is said here.
        case completed(RecordedSettings)
        /// By the records' word alone, whatever is said here.
        case elsewhere(RecordedSettings)
        /// What the records say could not be read.
        case incomplete
    }

    /// - Parameters:
    ///   - path: the YAML file; `nil` when there is none.
    ///   - overrides: values by key, from the command line.
    package init(file path: String?, environment: [String: String], overrides: [String: String] = [:]) async {
        var problems: [ConfigurationProblem] = []
        var shape: ConfigurationFile?
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "hue.sso")
        ]
        if let path {
            (shape, problems) = ConfigurationFile.read(path, known: Setting.all.map(\.key))
            if let shape { providers.append(InMemoryProvider(name: path, values: shape.values)) }
        }
        problems += Self.unknownVariables(environment)
        reader = ConfigReader(providers: providers)
        file = shape
        shapeProblems = problems
        self.environment = environment
        self.overrides = overrides
    }

    /// Variables of ours by their prefix that no setting has: a name that is mistyped would be passed over in silence.
    private static func unknownVariables(_ environment: [String: String]) -> [ConfigurationProblem] {
        let known = Set(Setting.all.map(\.variable) + Setting.variablesOfOthers)
        return environment.keys.filter { $0.hasPrefix(Setting.variablePrefix) && !known.contains($0) }.sorted().map {
            ConfigurationProblem(
                place: $0,
                text: Bilingual(
                    "không phải là biến của mục nào; xem hue-sso config show",
                    "is no setting's variable; see hue-sso config show"))
        }
    }

    /// The same, with what the records say to all nodes; what is said here goes before it.
    package func completed(by recorded: RecordedSettings?) -> ProviderConfiguration {
        with(recorded.map(Shared.completed) ?? .own)
    }

    /// The same, where what the records say could not be read.
    package func incomplete() -> ProviderConfiguration { with(.incomplete) }

    /// As another node has it that says nothing itself: of what all share the records' word alone, and all else of here.
    package func elsewhere(by recorded: RecordedSettings) -> ProviderConfiguration { with(.elsewhere(recorded)) }

    private func with(_ shared: Shared) -> ProviderConfiguration {
        var configuration = self
        configuration.shared = shared
        return configuration
    }

    /// What the records say to all nodes, as far as it was read.
    package var recorded: RecordedSettings? {
        switch shared {
        case .completed(let recorded), .elsewhere(let recorded): recorded
        case .own, .incomplete: nil
        }
    }

    /// Whether a setting that has no value may have one in the records, which could not be read.
    func maybeRecorded(_ setting: Setting) -> Bool {
        if case .incomplete = shared { setting.isShared } else { false }
    }

    /// - Throws: when file or environment name settings that there aren't; what their values are is not looked at.
    package func checkShape() throws(ConfigurationErrors) {
        guard shapeProblems.isEmpty else { throw ConfigurationErrors(problems: shapeProblems) }
    }

    /// The file that the master key is read from; `nil` where the environment or the file of settings holds the key.
    package var masterKeyFile: String? { text(.masterKey) == nil ? text(.masterKeyFile) : nil }

    /// The file that says how units and staff are read from a directory server, and what is in it; `nil` where none is named.
    package var directoryMapping: (path: String, contents: [UInt8]?)? {
        text(.directoryMapping).map { ($0, contents(of: $0, named: .directoryMapping)) }
    }

    /// Whether the other parties at which people sign in are said by the records, with the files that they name.
    package var hasRecordedUpstreams: Bool { origin(of: .upstreams) == .records }

    /// The file in which a version before kept the key that VNeID seals to.
    package var vneidKeyFile: String? { text(.vneidKeyFile) }

    /// Whether it is said who we are: without that nobody has configured anything here.
    package var namesIssuer: Bool { text(.issuer) != nil }

    /// Whether a master key is named at all.
    package var hasMasterKey: Bool { text(.masterKey) != nil || text(.masterKeyFile) != nil }

    /// The networks of proxies that are believed, where there is such a setting and it has a value.
    package var trustedProxies: String? {
        Setting.all.first { $0.key == "proxies.trusted" }.flatMap { text($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether clients can register themselves.
    package var acceptsRegistrations: Bool { text(.registrationEnabled) == "true" }

    /// Whether clients may sign with their secrets (`client_secret_jwt`).
    package var takesSecretJWT: Bool { text(.secretJWT) == "true" }

    /// Where the configuration was read from; `nil` where there is no file.
    package var path: String? { file?.path }

    /// The text of a setting, with its default.
    package func text(_ setting: Setting) -> String? {
        ownText(setting) ?? recordedText(setting) ?? setting.fallback
    }

    /// What is said here.
    func ownText(_ setting: Setting) -> String? {
        if case .elsewhere = shared, setting.isShared { return nil }
        return overrides[setting.key]
            ?? reader.string(forKey: ConfigKey(setting.key), isSecret: setting.isSecret)
    }

    /// What concerns one node alone is never taken from the others.
    private func recordedText(_ setting: Setting) -> String? {
        setting.isShared ? recorded?.values[setting.key] : nil
    }

    /// What is in a file that a setting names: as the records have it, where they have the setting.
    /// - Returns: `nil` for what can't be read.
    package func contents(of path: String, named setting: Setting) -> [UInt8]? {
        guard origin(of: setting) != .records else { return recorded?.files[path] }
        return FileManager.default.contents(atPath: path).map { Array($0) }
    }

    package func origin(of setting: Setting) -> SettingOrigin {
        // A key that has no value in the file says nothing.
        if ownText(setting) == nil, recordedText(setting) != nil { return .records }
        if overrides[setting.key] != nil { return .commandLine }
        if environment[setting.variable] != nil { return .variable(setting.variable) }
        if let place = file?.place(of: setting.key) { return .file(place) }
        return setting.fallback == nil ? .missing : .fallback
    }

    /// The directory of database and keys; all that most commands need.
    package var dataDirectory: String { text(.data) ?? "." }

    /// The SQLite file of who names no other database.
    package var databasePath: String { dataDirectory + "/hue-sso.sqlite" }
    package var keysDirectory: String { Self.keysDirectory(in: dataDirectory) }

    package static func keysDirectory(in data: String) -> String { data + "/Keys" }

    /// Everything the provider needs, or everything that is wrong.
    package func settings() throws(ConfigurationErrors) -> ProviderSettings {
        let (settings, problems) = readSettings()
        guard problems.isEmpty, let settings else { throw ConfigurationErrors(problems: problems) }
        return settings
    }

    /// What can be made of the values, to be looked at further, and everything that is wrong with them.
    package func readSettings() -> (settings: ProviderSettings?, problems: [ConfigurationProblem]) {
        var check = ConfigurationCheck(self, problems: shapeProblems)
        let issuer = check.issuer()
        let keys = check.keys()
        let passwords = check.passwords()
        let listen = check.listen()
        let database = check.database()
        let vneid = check.vneid(issuer: issuer)
        let upstreams = check.upstreams(issuer: issuer)
        let rates = check.rates()
        let upkeep = check.upkeep()
        let logout = check.logoutRetry()
        let requiresPushedRequests = check.requiresPushedRequests()
        let emails = check.emails()
        let assertionIssuers = check.assertionIssuers()
        let grants = check.grants(assertionIssuers)
        let mutualTLS = check.mutualTLS(issuer, listen)
        let managesSessions = check.managesSessions()
        let transmitsEvents = check.transmitsEvents()
        let takesSecretJWT = check.takesSecretJWT()
        let registration = check.registration(
            with: ClientCredential.otherMethods(mutualTLS, takesSecretJWT: takesSecretJWT == true))
        let documentation = check.documentation()
        _ = check.auditRetentionDays()
        guard let issuer, let keys, let passwords, let listen, let database, let rates, let upkeep, let logout,
            let requiresPushedRequests, let emails, let grants, let managesSessions, let transmitsEvents,
            let takesSecretJWT
        else {
            return (nil, check.problems)
        }
        let settings = ProviderSettings(
            issuer: issuer, listen: listen, database: database, keysDirectory: keysDirectory,
            keys: keys, passwords: passwords, vneid: vneid, upstreams: upstreams, rates: rates, upkeep: upkeep,
            logout: logout,
            requiresPushedRequests: requiresPushedRequests, emails: emails, grants: grants,
            assertionIssuers: assertionIssuers, registration: registration, mutualTLS: mutualTLS,
            managesSessions: managesSessions, transmitsEvents: transmitsEvents, takesSecretJWT: takesSecretJWT,
            documentation: documentation, shared: sharedSettings)
        return (settings, check.problems)
    }

    /// Who the provider is known as, for commands that tell others.
    package func issuer() throws(ConfigurationErrors) -> Issuer {
        var check = ConfigurationCheck(self, problems: [])
        guard let issuer = check.issuer() else { throw ConfigurationErrors(problems: check.problems) }
        return issuer
    }

    /// The settings of signing keys alone, for commands that change them.
    package func keySettings() throws(ConfigurationErrors) -> KeySettings {
        var check = ConfigurationCheck(self, problems: [])
        guard let keys = check.keys() else { throw ConfigurationErrors(problems: check.problems) }
        return keys
    }

    /// The settings of password hashing alone, for commands that hash.
    package func passwordSettings() throws(ConfigurationErrors) -> PasswordSettings {
        var check = ConfigurationCheck(self, problems: [])
        guard let passwords = check.passwords() else { throw ConfigurationErrors(problems: check.problems) }
        return passwords
    }

    /// How long events of the audit log are kept at the least, for the commands that forget them.
    package func auditRetention() throws(ConfigurationErrors) -> Duration {
        var check = ConfigurationCheck(self, problems: [])
        guard let days = check.auditRetentionDays() else { throw ConfigurationErrors(problems: check.problems) }
        return .hours(days * 24)
    }

    /// The master key, from the environment or a file; the one in the environment wins.
    package func masterKey() throws(ConfigurationErrors) -> MasterKey {
        do {
            if let text = text(.masterKey) { return try MasterKey(text) }
            if let file = text(.masterKeyFile) { return try MasterKey(file: file) }
        } catch {
            let origin = origin(of: text(.masterKey) == nil ? .masterKeyFile : .masterKey)
            throw ConfigurationErrors(problems: [ConfigurationProblem(place: "\(origin)", text: error.text)])
        }
        throw ConfigurationErrors(problems: [
            ConfigurationProblem(
                place: Setting.masterKey.variable,
                text: Bilingual(
                    "chưa có; hãy đặt khóa chủ vào đó, hoặc một tệp chứa khóa vào \(Setting.masterKeyFile.variable)",
                    "is not set; give the master key there, or a file with it in \(Setting.masterKeyFile.variable)"))
        ])
    }
}

/// All that is wrong with a configuration.
package struct ConfigurationErrors: Error, Sendable, CustomStringConvertible {
    package let problems: [ConfigurationProblem]

    package init(problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Why a value can't be used.
struct ConfigurationRule: Error {
    let text: Bilingual

    init(_ vietnamese: String, _ english: String) {
        self.init(Bilingual(vietnamese, english))
    }

    init(_ text: Bilingual) {
        self.text = text
    }
}
