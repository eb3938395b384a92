import Pages
import Testing

@Suite struct SignInPageTests {
    @Test(arguments: Sample.problems, Language.allCases)
    func `a problem is an alert, and the title begins with it`(
        _ problem: SignInPage.Problem, _ language: Language
    ) throws {
        let document = try document(problem, language)
        let alert = try #require(document[id: "problem"])
        #expect(alert["role"] == "alert" && !alert.text.isEmpty)
        let mark =
            switch language {
            case .vietnamese: "Lỗi: "
            case .english: "Error: "
            }
        #expect(document.all("title")[0].text.hasPrefix(mark))
    }

    @Test func `every problem has a text of its own`() throws {
        for language in Language.allCases {
            let texts = try Sample.problems.map { try document($0, language)[id: "problem"]?.text }
            #expect(Set(texts).count == Sample.problems.count)
        }
    }

    @Test(arguments: Sample.problems)
    func `only a problem of the fields marks them`(_ problem: SignInPage.Problem) throws {
        let isAboutFields = problem == .wrongUsernameOrPassword || problem == .missingFields
        let document = try document(problem, .vietnamese)
        for id in ["username", "password"] {
            #expect(document[id: id]?["aria-invalid"] == (isAboutFields ? "true" : nil))
            #expect(document[id: id]?["aria-describedby"] == (isAboutFields ? "problem" : nil))
        }
    }

    @Test func `without a problem there is no alert`() throws {
        let document = try document(nil, .vietnamese)
        #expect(document[id: "problem"] == nil)
        #expect(document.elements.allSatisfy { $0["role"] != "alert" })
        #expect(document.all("title")[0].text.hasPrefix("Đăng nhập – "))
    }

    @Test func `VNeID comes first, in the words of the city`() throws {
        let elements = try document(nil, .vietnamese).elements
        let vneid = try #require(elements.firstIndex { $0["id"] == "continue-with-vneid" })
        let username = try #require(elements.firstIndex { $0["id"] == "username" })
        #expect(vneid < username)
        #expect(elements[vneid].text == "Đăng nhập bằng tài khoản định danh điện tử")
        #expect(elements[vneid]["href"] == "/sign-in/i/vneid")
        #expect(elements.contains { $0.name == "h2" && $0.text == "Tài khoản được cấp" })
        #expect(elements.contains { $0.name == "summary" && $0.text == "Quên mật khẩu?" })
        #expect(elements.contains { $0.name == "strong" && $0.text == "Nền tảng báo cáo số" })
    }

    @Test func `without VNeID the account is the main way`() throws {
        let document = try Sample.all[1].document(in: .vietnamese)
        #expect(document[id: "continue-with-vneid"] == nil)
        #expect(document[id: "submit"]?["class"] == "primary")
        #expect(try Sample.signIn.document(in: .vietnamese)[id: "submit"]?["class"] == "secondary")
    }

    @Test func `browsers and password managers know the fields`() throws {
        let document = try document(nil, .vietnamese)
        #expect(document[id: "username"]?["autocomplete"] == "username")
        #expect(document[id: "username"]?["name"] == "username")
        #expect(document[id: "password"]?["autocomplete"] == "current-password")
        #expect(document[id: "password"]?["name"] == "password")
        #expect(document[id: "password"]?["type"] == "password")
        #expect(document[id: "password"]?["value"] == nil)
        #expect(document[id: "username"]?["value"] == "huong.giang")
    }

    @Test(arguments: [(1, "1 minute,"), (15, "15 minutes,")])
    func `minutes are counted in good English`(_ minutes: Int, _ words: String) throws {
        #expect(try document(.locked(minutes: minutes), .english)[id: "problem"]?.text.contains(words) == true)
    }

    @Test(arguments: Language.allCases)
    func `a name that isn't known leaves no gap`(_ language: Language) throws {
        let page = SignInPage(
            platformName: "P", action: "/a", formToken: "t", vneidPath: nil,
            reauthentication: .platformAsksAgain(personName: ""))
        let document = try HTMLDocument(
            PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
        let note = try #require(document.elements.first { $0["class"] == "note" })
        #expect(!note.text.contains(" .") && !note.text.contains("  "))
        #expect(!note.text.contains("với tên") && !note.text.contains("signed in as"))
    }

    private func document(_ problem: SignInPage.Problem?, _ language: Language) throws -> HTMLDocument {
        let page = SignInPage(
            platformName: "Nền tảng báo cáo số", action: "/sign-in/i", formToken: "t", vneidPath: "/sign-in/i/vneid",
            username: "huong.giang", problem: problem)
        return try HTMLDocument(PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
    }
}
