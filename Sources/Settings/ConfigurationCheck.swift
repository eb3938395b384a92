import Cryptography
import Identity
import OpenIDConnect
import Wire

/// Reads settings one by one and collects what is wrong, so that an operator sees all of it at once.
struct ConfigurationCheck {
    let configuration: ProviderConfiguration
    private(set) var problems: [ConfigurationProblem]

    init(_ configuration: ProviderConfiguration, problems: [ConfigurationProblem]) {
        self.configuration = configuration
        self.problems = problems
    }

    mutating func required<Value>(
        _ setting: Setting, _ parse: (String) throws(ConfigurationRule) -> Value
    ) -> Value? {
        guard configuration.text(setting) != nil else {
            if configuration.maybeRecorded(setting) { return nil }
            add(setting, "phải có: \(setting.meaning.vietnamese)", "is required: \(setting.meaning.english)")
            return nil
        }
        return optional(setting, parse)
    }

    mutating func optional<Value>(
        _ setting: Setting, _ parse: (String) throws(ConfigurationRule) -> Value
    ) -> Value? {
        guard let text = configuration.text(setting) else { return nil }
        // An empty value is none that anybody meant, of a secret least of all.
        guard !text.isEmpty else {
            add(setting, "không được để trống", "must not be empty")
            return nil
        }
        do { return try parse(text) } catch {
            add(setting, error.text.vietnamese, error.text.english)
            return nil
        }
    }

    /// What a file says that a setting names.
    mutating func file<Value>(
        _ setting: Setting, _ parse: (_ path: String, _ contents: [UInt8]) throws(ConfigurationRule) -> Value
    ) -> Value? {
        let configuration = configuration
        return optional(setting) { path throws(ConfigurationRule) in
            guard let contents = configuration.contents(of: path, named: setting) else {
                throw ConfigurationRule("'\(path)' không đọc được", "'\(path)' can't be read")
            }
            return try parse(path, contents)
        }
    }

    mutating func keys() -> KeySettings? {
        let publication = required(.keyPublication, Self.span(.minutes(10) ... .hours(24 * 30)))
        guard let text = configuration.text(.keyRotation), text != "off" else {
            return publication.map { KeySettings(rotation: nil, publication: $0) }
        }
        let rotation = required(.keyRotation, Self.span(.hours(1) ... .hours(24 * 3650)))
        guard let publication, let rotation else { return nil }
        guard rotation >= publication * 2 else {
            add(
                .keyRotation, "phải dài ít nhất gấp đôi \(Setting.keyPublication.key), hoặc là off",
                "must be at least twice \(Setting.keyPublication.key), or off")
            return nil
        }
        return KeySettings(rotation: rotation, publication: publication)
    }

    mutating func passwords() -> PasswordSettings? {
        let memory = required(.memory, Self.number(8...1_048_576))
        let iterations = required(.iterations, Self.number(1...64))
        let parallelism = required(.parallelism, Self.number(1...16))
        let atOnce = required(.hashesAtOnce, Self.number(1...64))
        guard let memory, let iterations, let parallelism, let atOnce else { return nil }
        do {
            let parameters = try Argon2Parameters(
                memoryKiB: UInt32(memory), iterations: UInt32(iterations), parallelism: UInt32(parallelism))
            return PasswordSettings(parameters: parameters, hashesAtOnce: atOnce)
        } catch {
            add(
                .memory, "phải có ít nhất 8 KiB cho mỗi luồng (RFC 9106 §3.1)",
                "must be at least 8 KiB for each lane (RFC 9106 §3.1)")
            return nil
        }
    }

    mutating func listen() -> ListenSettings? {
        let host = required(.host) { text throws(ConfigurationRule) in Self.withoutBrackets(text) }
        let port = required(.port, Self.number(0...65_535))
        let administrativePort = optional(.administrativePort, Self.number(0...65_535))
        let certificatePort = optional(.certificatePort, Self.number(1...65_535))
        let chain = optional(.certificate) { text throws(ConfigurationRule) in text }
        let key = optional(.privateKey) { text throws(ConfigurationRule) in text }
        if (chain == nil) != (key == nil) {
            add(
                chain == nil ? .certificate : .privateKey, "phải có khi đã có mục kia",
                "is required where the other of the two is given")
        }
        if let port, port != 0, port == administrativePort {
            add(.administrativePort, "phải khác listen.port", "must be another port than listen.port")
        }
        if let certificatePort {
            if chain == nil || key == nil {
                add(
                    .certificatePort, "cần tls.certificate và tls.private-key",
                    "needs tls.certificate and tls.private-key")
            }
            if [port, administrativePort].contains(certificatePort) {
                add(.certificatePort, "phải khác các cổng kia", "must be another port than the others")
            }
        }
        let connections = connections()
        guard let host, let port else { return nil }
        let certificate = chain.flatMap { chain in key.map { CertificateFiles(chain: chain, privateKey: $0) } }
        return ListenSettings(
            host: host, port: port, certificate: certificate, administrativePort: administrativePort,
            certificatePort: certificatePort, connections: connections)
    }

    /// `[::1]` is how an IPv6 address stands in a URI (RFC 3986 §3.2.2); as an address to listen on it is `::1`.
    private static func withoutBrackets(_ text: String) -> String {
        text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    }

    mutating func add(_ setting: Setting, _ vietnamese: String, _ english: String) {
        let place =
            switch configuration.origin(of: setting) {
            case .fallback, .missing: setting.variable
            case let origin: origin.description
            }
        problems.append(
            ConfigurationProblem(
                place: place, text: Bilingual("\(setting.key) \(vietnamese)", "\(setting.key) \(english)")))
    }

    static func span(_ range: ClosedRange<Duration>) -> (String) throws(ConfigurationRule) -> Duration {
        { text throws(ConfigurationRule) in
            guard let span = Duration(written: text), range.contains(span) else {
                let (least, most) = (range.lowerBound.wholeSeconds / 60, range.upperBound.wholeSeconds / 86_400)
                throw ConfigurationRule(
                    "phải là một khoảng thời gian như 15m, 24h hoặc 90d, từ \(least)m đến \(most)d",
                    "must be a span such as 15m, 24h or 90d, from \(least)m to \(most)d")
            }
            return span
        }
    }

    static func number(
        _ range: ClosedRange<Int>
    ) -> (String) throws(ConfigurationRule) -> Int {
        { text throws(ConfigurationRule) in
            guard let number = Int(text), range.contains(number) else {
                throw ConfigurationRule(
                    "phải là số nguyên từ \(range.lowerBound) đến \(range.upperBound)",
                    "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}
