import Identity
import Yams

/// One entry of the persona file, on its way from a YAML mapping to a `Persona`.
struct PersonaEntry {
    private enum Key: String, CaseIterable {
        case kind, username, password, otp, name, level, description
        case birthDate = "birth_date"
        case taxCode = "tax_code"
    }

    private var values: [Key: Node.Scalar] = [:]
    private let line: Int?

    init(_ node: Node) throws(PersonaFileError) {
        line = node.mark?.line
        guard case .mapping(let mapping) = node else {
            throw PersonaFileError(line: line, problem: .notAMapping)
        }
        for (name, value) in mapping {
            guard case .scalar(let name) = name, let key = Key(rawValue: name.string) else {
                let known = Key.allCases.map(\.rawValue)
                throw PersonaFileError(
                    line: name.mark?.line, problem: .unknownKey(name.scalar?.string ?? "", known: known))
            }
            guard case .scalar(let scalar) = value else {
                throw PersonaFileError(
                    line: value.mark?.line,
                    problem: .wrongValue(key: key.rawValue, expected: Bilingual("một đoạn chữ", "a plain text")))
            }
            values[key] = scalar
        }
    }

    func persona() throws(PersonaFileError) -> Persona {
        let kind = try kind()
        let birthDate: String?
        if case .organisation = kind {
            try refuse(.birthDate)
            birthDate = nil
        } else {
            birthDate = try text(
                .birthDate, Bilingual("một ngày dạng yyyyMMdd, trong dấu nháy", "a calendar date as yyyyMMdd, quoted"),
                Self.isDate)
        }
        return Persona(
            kind: kind,
            username: try text(.username, Self.usernameRule(kind)) { Self.isUsername($0, of: kind) },
            password: try text(.password, Bilingual("8 đến 64 ký tự", "8 to 64 characters")) {
                (8...64).contains($0.unicodeScalars.count)
            },
            otp: try text(.otp, Bilingual("sáu chữ số, trong dấu nháy", "six digits, quoted")) {
                Self.isDigits($0, count: 6)
            },
            name: try text(.name, Bilingual("1 đến 100 ký tự", "1 to 100 characters")) {
                (1...100).contains($0.unicodeScalars.count)
            },
            birthDate: birthDate,
            level: try level(),
            description: try text(.description, Bilingual("1 đến 200 ký tự", "1 to 200 characters")) {
                (1...200).contains($0.unicodeScalars.count)
            })
    }

    private func kind() throws(PersonaFileError) -> Persona.Kind {
        let kinds = "citizen, child, foreigner, staff, organisation, representative, member"
        let rule = Bilingual("một trong \(kinds)", "one of \(kinds)")
        let name = try text(.kind, rule) { !$0.isEmpty }
        let plain: Persona.Kind? =
            switch name {
            case "citizen": .citizen
            case "child": .child
            case "foreigner": .foreigner
            case "staff": .staff
            default: nil
            }
        if let plain {
            try refuse(.taxCode)
            return plain
        }
        switch name {
        case "organisation": return .organisation(taxCode: try taxCode())
        case "representative": return .representative(taxCode: try taxCode())
        case "member": return .member(taxCode: try taxCode())
        default: throw PersonaFileError(line: line, problem: .wrongValue(key: "kind", expected: rule))
        }
    }

    private func taxCode() throws(PersonaFileError) -> String {
        try text(.taxCode, Bilingual("mười chữ số, trong dấu nháy", "ten digits, quoted")) {
            Self.isDigits($0, count: 10)
        }
    }

    private func level() throws(PersonaFileError) -> IdentityLevel {
        switch try text(.level, Bilingual("1 hoặc 2", "1 or 2"), { $0 == "1" || $0 == "2" }) {
        case "1": .one
        default: .two
        }
    }

    private func text(
        _ key: Key, _ expected: Bilingual, _ isGood: (String) -> Bool
    ) throws(PersonaFileError) -> String {
        guard let scalar = values[key] else {
            throw PersonaFileError(line: line, problem: .missingKey(key.rawValue, expected: expected))
        }
        guard isGood(scalar.string) else {
            throw PersonaFileError(
                line: scalar.mark?.line ?? line, problem: .wrongValue(key: key.rawValue, expected: expected))
        }
        return scalar.string
    }

    private func refuse(_ key: Key) throws(PersonaFileError) {
        if let scalar = values[key] {
            throw PersonaFileError(line: scalar.mark?.line ?? line, problem: .keyOfAnotherKind(key.rawValue))
        }
    }

    private static func usernameRule(_ kind: Persona.Kind) -> Bilingual {
        switch kind {
        case .foreigner:
            Bilingual(
                "6 đến 12 chữ hoa và chữ số, nhưng không phải mười hai chữ số",
                "6 to 12 capital letters and digits, but not twelve digits")
        case .organisation:
            Bilingual("mã số thuế: mười chữ số, trong dấu nháy", "the tax code: ten digits, quoted")
        case .citizen, .child, .staff, .representative, .member:
            Bilingual("mười hai chữ số, trong dấu nháy", "twelve digits, quoted")
        }
    }

    private static func isUsername(_ text: String, of kind: Persona.Kind) -> Bool {
        switch kind {
        case .foreigner:
            (6...12).contains(text.utf8.count) && CitizenNumber(text) == nil
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        case .organisation(let taxCode): text == taxCode
        case .citizen, .child, .staff, .representative, .member: CitizenNumber(text) != nil
        }
    }

    private static func isDigits(_ text: String, count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A day that exists in the Gregorian calendar, from 1900 on.
    private static func isDate(_ text: String) -> Bool {
        guard isDigits(text, count: 8), let number = Int(text) else { return false }
        let (year, month, day) = (number / 10000, number / 100 % 100, number % 100)
        guard year >= 1900, (1...12).contains(month), day >= 1 else { return false }
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }
}
