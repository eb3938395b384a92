import Testing

@testable import VNeIDMock

@Suite struct PersonaFileTests {
    @Test func `the file that comes along has one persona of each kind, and citizens of both levels`() throws {
        let personas = try PersonaFile.standard()
        let kinds = personas.map { persona in
            switch persona.kind {
            case .citizen: "citizen \(persona.level.rawValue)"
            case .child: "child"
            case .foreigner: "foreigner"
            case .staff: "staff"
            case .organisation: "organisation"
            case .representative: "representative"
            case .member: "member"
            }
        }
        #expect(
            kinds.sorted() == [
                "child", "citizen 1", "citizen 2", "foreigner", "member", "organisation", "representative",
                "staff",
            ])
    }

    @Test func `a good entry is read as it stands`() throws {
        let personas = try read(entry())
        let persona = try #require(personas.first)
        #expect(personas.count == 1)
        #expect(persona.kind == .citizen)
        #expect(persona.username == "046099000011")
        #expect(persona.password == "12345678")
        #expect(persona.otp == "000123")
        #expect(persona.name == "Trần Thử")
        #expect(persona.birthDate == "20000229")
        #expect(persona.level == .two)
        #expect(persona.description == "để thử")
    }

    @Test(arguments: [
        ("kind", "robot"), ("kind", ""), ("username", "04609900001"), ("username", "04609900001a"),
        ("username", "٠٤٦٠٩٩٠٠٠٠١١"), ("password", "short"), ("otp", "12345"), ("otp", "1234567"),
        ("birth_date", "19990229"), ("birth_date", "20001301"), ("birth_date", "20000100"),
        ("birth_date", "18991231"),
        ("birth_date", "29-02-2000"), ("level", "3"), ("level", "0"), ("level", "one"), ("name", "\"\""),
        ("name", "[a, b]"), ("description", "{a: b}"),
    ])
    func `a value of the wrong form is refused with its line and what to write`(
        key: String, value: String
    )
        throws
    {
        let error = try #require(refusal(entry([key: value])))
        guard case .wrongValue(let named, let expected) = error.problem else {
            Issue.record("\(error)")
            return
        }
        #expect(named == key)
        #expect(error.line.map { $0 > 1 } == true || key == "kind")
        #expect(error.text.english.contains(expected.english) && error.text.vietnamese.contains(expected.vietnamese))
    }

    @Test func `an error says in both languages what is wrong, the YAML parser's words in English alone`() throws {
        let error = try #require(refusal("- kind: \"unclosed"))
        guard case .notYAML(let words) = error.problem else {
            Issue.record("\(error)")
            return
        }
        #expect(error.text.vietnamese.hasPrefix("dòng ") && !error.text.vietnamese.contains(words))
        #expect(error.text.english == error.description && error.description.contains(words))
    }

    @Test(arguments: ["kind", "username", "password", "otp", "name", "birth_date", "level", "description"])
    func `a missing key is refused`(key: String) throws {
        let error = try #require(refusal(entry([key: nil])))
        guard case .missingKey(key, _) = error.problem else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `the line of a wrong value is the line in the file`() throws {
        let error = try #require(refusal("# note\n\n" + entry() + entry(["username": "0", "otp": "000124"])))
        #expect(error.line == 12)
        #expect(error.description.hasPrefix("line 12: "))
    }

    @Test(arguments: [
        ("", PersonaFileError.Problem.notAList),
        ("a: b", .notAList),
        ("[]", .notAList),
        ("- just a text", .notAMapping),
        ("- - nested", .notAMapping),
    ])
    func `a file that is no list of entries is refused`(text: String, problem: PersonaFileError.Problem) {
        #expect(refusal(text)?.problem == problem)
    }

    @Test func `unknown, repeated and misplaced keys are refused`() {
        #expect(
            refusal(entry() + "  colour: red\n")?.description.contains(
                "the key “colour” is unknown; the keys are") == true)
        #expect(refusal(entry() + "  otp: \"000123\"\n")?.problem == .repeatedKey("otp"))
        #expect(refusal(entry() + "  tax_code: \"0000460055\"\n")?.problem == .keyOfAnotherKind("tax_code"))
        #expect(
            refusal(
                entry(["kind": "organisation", "username": "0000460055"]) + "  tax_code: \"0000460055\"\n")?
                .problem == .keyOfAnotherKind("birth_date"))
    }

    @Test func `an organisation signs in by its tax code, a foreigner by no twelve digits`() {
        #expect(
            refusal(
                entry(["kind": "organisation", "birth_date": nil, "username": "0000460056"])
                    + "  tax_code: \"0000460055\"\n") != nil)
        #expect(refusal(entry(["kind": "foreigner"])) != nil)
        #expect(refusal(entry(["kind": "foreigner", "username": "nn0460"])) != nil)
        #expect(refusal(entry(["kind": "foreigner", "username": "NN0460"])) == nil)
    }

    @Test func `a username that occurs twice is refused`() {
        #expect(refusal(entry() + entry())?.problem == .repeatedUsername("046099000011"))
    }

    @Test func `what is no YAML, no UTF-8 or too large is refused without a trap`() throws {
        #expect(refusal("- kind: \"unclosed")?.line != nil)
        #expect(refusal("- &a [*a, *b]") != nil)
        #expect(throws: PersonaFileError(line: nil, problem: .notUTF8)) {
            try PersonaFile.read([0x2D, 0x20, 0xFF])
        }
        let large = [UInt8](repeating: 0x23, count: 256 * 1024 + 1)
        #expect(throws: PersonaFileError(line: nil, problem: .tooLarge)) { try PersonaFile.read(large) }
    }

    private func read(_ text: String) throws(PersonaFileError) -> [Persona] {
        try PersonaFile.read(Array(text.utf8))
    }

    private func refusal(_ text: String) -> PersonaFileError? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    /// One entry of eight lines, with other values for some keys, or none.
    private func entry(_ changes: [String: String?] = [:]) -> String {
        let good = [
            ("kind", "citizen"), ("username", "\"046099000011\""), ("password", "12345678"),
            ("otp", "000123"),
            ("name", "Trần Thử"), ("birth_date", "20000229"), ("level", "2"), ("description", "để thử"),
        ]
        let lines = good.compactMap { key, value in
            (changes[key] ?? value).map { "\(key): \($0)" }
        }
        return "- " + lines.joined(separator: "\n  ") + "\n"
    }
}
