import Identity
import Pages
import Testing

@Suite struct SecondFactorPageTests {
    private func document(
        _ way: SecondFactorPage.Way, _ problem: SecondFactorPage.Problem? = nil, _ language: Language = .vietnamese
    ) throws -> HTMLDocument {
        let page = SecondFactorPage(
            way: way, platformName: "P", action: "/a", formToken: "t", otherWayPath: "/a?with=other", problem: problem)
        return try HTMLDocument(PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
    }

    @Test func `phones know the field for the code, and show digits for it`() throws {
        let field = try #require(try document(.oneTimePassword)[id: "code"])
        #expect(field["name"] == "code" && field["type"] == "text")
        #expect(field["inputmode"] == "numeric" && field["autocomplete"] == "one-time-code")
        #expect(field["value"] == nil && field["maxlength"] == nil, "a code may be pasted with its space")
    }

    @Test func `a recovery code has a field of another name, which nothing fills in`() throws {
        let field = try #require(try document(.recoveryCode)[id: "code"])
        #expect(field["name"] == "recovery_code" && field["inputmode"] == "text" && field["autocomplete"] == "off")
    }

    @Test(arguments: SecondFactorPage.Way.allCases)
    func `each way leads to the other`(_ way: SecondFactorPage.Way) throws {
        let document = try document(way)
        #expect(document[id: "other-way"]?["href"] == "/a?with=other")
        let words = way == .oneTimePassword ? "mã dự phòng" : "ứng dụng xác thực"
        #expect(document[id: "other-way"]?.text.contains(words) == true)
    }

    @Test(arguments: Sample.secondFactorProblems, SecondFactorPage.Way.allCases)
    func `a problem is an alert, and only one of the code marks the field`(
        _ problem: SecondFactorPage.Problem, _ way: SecondFactorPage.Way
    ) throws {
        let document = try document(way, problem)
        #expect(document[id: "problem"]?["role"] == "alert")
        #expect(document.all("title")[0].text.hasPrefix("Lỗi: "))
        let isAboutField = problem == .wrongCode || problem == .usedCode
        #expect(document[id: "code"]?["aria-invalid"] == (isAboutField ? "true" : nil))
        #expect(document[id: "code"]?["aria-describedby"] == (isAboutField ? "problem code-hint" : "code-hint"))
    }

    @Test func `every problem has a text of its own`() throws {
        for language in Language.allCases {
            for way in SecondFactorPage.Way.allCases {
                let texts = try Sample.secondFactorProblems.map { try document(way, $0, language)[id: "problem"]?.text }
                #expect(Set(texts).count == texts.count)
            }
        }
    }

    @Test(arguments: [
        (1, "sau 1 phút", "in 1 minute,"), (15, "sau 15 phút", "in 15 minutes,"),
        (119, "sau 119 phút", "in 119 minutes,"),
        (120, "sau 2 giờ", "in 2 hours,"), (121, "sau 3 giờ", "in 3 hours,"), (1440, "sau 24 giờ", "in 24 hours,"),
    ])
    func `how long a lock lasts is said in minutes, or in hours`(
        minutes: Int, vietnamese: String, english: String
    ) throws {
        let problem = SecondFactorPage.Problem.locked(minutes: minutes)
        #expect(try document(.recoveryCode, problem, .vietnamese)[id: "problem"]?.text.contains(vietnamese) == true)
        #expect(try document(.recoveryCode, problem, .english)[id: "problem"]?.text.contains(english) == true)
    }
}

@Suite struct EnrolSecondFactorPageTests {
    private let uri = "otpauth://totp/Hue%20SSO:canbo01?secret=GEZDGNBVGY3TQOJQ&issuer=Hue%20SSO"

    private func document(
        _ problem: EnrolSecondFactorPage.Problem? = nil, _ language: Language = .vietnamese
    ) throws -> HTMLDocument {
        let page = EnrolSecondFactorPage(
            setup: try QRCode(uri), secret: "GEZD GNBV GY3T QOJQ", action: "/a", formToken: "t", problem: problem)
        return try HTMLDocument(PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
    }

    @Test func `picture, link and text say the same`() throws {
        let document = try document()
        #expect(document[id: "secret"]?.text == "GEZD GNBV GY3T QOJQ")
        #expect(document[id: "open-app"]?["href"] == uri)
        let path = try #require(document.all("path").first?["d"])
        #expect(path.hasPrefix("M4 4h7v1h-7z"), "it begins with the upper edge of a finder, behind a quiet zone")
        // From 63 to 84 bytes are version 5: 37 modules.
        #expect(document.all("svg").map { $0["viewBox"] } == ["0 0 45 45"])
    }

    @Test func `the picture has a name for who can't see it`() throws {
        for language in Language.allCases {
            let picture = try #require(try document(nil, language).all("svg").first)
            #expect(picture["role"] == "img" && picture["aria-label"]?.contains("QR") == true)
        }
    }

    @Test func `the first code is asked for like any other`() throws {
        let field = try #require(try document()[id: "code"])
        #expect(field["name"] == "code" && field["inputmode"] == "numeric")
        #expect(field["autocomplete"] == "one-time-code" && field["value"] == nil)
    }

    @Test(arguments: Sample.enrolmentProblems)
    func `a problem is an alert, and only a wrong code marks the field`(_ problem: EnrolSecondFactorPage.Problem) throws
    {
        let document = try document(problem)
        #expect(document[id: "problem"]?["role"] == "alert" && document[id: "problem"]?.text.isEmpty == false)
        #expect(document[id: "code"]?["aria-invalid"] == (problem == .wrongCode ? "true" : nil))
        let description = problem == .wrongCode ? "problem code-hint" : "code-hint"
        #expect(document[id: "code"]?["aria-describedby"] == description)
    }
}

@Suite struct RecoveryCodesPageTests {
    private let codes = (0..<10).map { "AAAA-BBBB-CCCC-DDD\($0)" }

    @Test(arguments: Language.allCases)
    func `the codes stand in a list, as they were given, and in no form`(_ language: Language) throws {
        let page = RecoveryCodesPage(codes: codes, username: "canbo01", action: "/a", formToken: "t")
        let document = try HTMLDocument(
            PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
        #expect(document.all("code").map(\.text) == codes)
        #expect(document[id: "username"]?.text == "canbo01")
        #expect(document.all("form")[0].text.contains("AAAA") == false)
        #expect(document.all("input").map { $0["name"] } == ["form_token"])
    }

    @Test func `on paper there are the codes, and nothing to press`() {
        #expect(Stylesheet.text.contains("@media print"))
    }
}

@Suite struct ChoosePasswordPageTests {
    private func document(
        _ problem: ChoosePasswordPage.Problem? = nil, _ language: Language = .vietnamese
    ) throws -> HTMLDocument {
        let page = ChoosePasswordPage(username: "canbo01", action: "/a", formToken: "t", problem: problem)
        return try HTMLDocument(PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
    }

    @Test func `password managers know that both fields are for a new password, and whose`() throws {
        let document = try document()
        for (id, name) in [("password", "password"), ("password-again", "password_again")] {
            let field = try #require(document[id: id])
            #expect(field["name"] == name && field["type"] == "password" && field["value"] == nil)
            #expect(field["autocomplete"] == "new-password")
        }
        let username = try #require(document[id: "username"])
        #expect(username["autocomplete"] == "username" && username["value"] == "canbo01")
        #expect(username["readonly"] != nil && username["name"] == nil, "it is shown, not sent")
    }

    @Test func `the rules are said before they are broken`() throws {
        let document = try document()
        #expect(document[id: "password"]?["aria-describedby"] == "password-rules")
        #expect(document[id: "password-rules"]?.text.contains("14 ký tự") == true)
    }

    @Test(arguments: Sample.passwordProblems)
    func `a problem is an alert, and only one of the password marks the fields`(
        _ problem: ChoosePasswordPage.Problem
    ) throws {
        let document = try document(problem)
        #expect(document[id: "problem"]?["role"] == "alert")
        let isAboutFields =
            switch problem {
            case .notTheSame, .refused: true
            case .formTooOld, .tooManyAttemptsAtOnce: false
            }
        #expect(document[id: "password"]?["aria-invalid"] == (isAboutFields ? "true" : nil))
        #expect(document[id: "password-again"]?["aria-describedby"] == (isAboutFields ? "problem" : nil))
        let description = isAboutFields ? "problem password-rules" : "password-rules"
        #expect(document[id: "password"]?["aria-describedby"] == description)
    }

    @Test func `what a password lacks is said in a sentence`() throws {
        let problem = ChoosePasswordPage.Problem.refused(Bilingual("cần chữ số", "needs digits"))
        #expect(try document(problem, .vietnamese)[id: "problem"]?.text.hasPrefix("Mật khẩu cần chữ số. ") == true)
        #expect(try document(problem, .english)[id: "problem"]?.text.hasPrefix("The password needs digits. ") == true)
    }

    @Test func `every problem has a text of its own`() throws {
        for language in Language.allCases {
            let texts = try Sample.passwordProblems.map { try document($0, language)[id: "problem"]?.text }
            #expect(Set(texts).count == texts.count)
        }
    }
}
