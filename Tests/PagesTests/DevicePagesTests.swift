import Pages
import Testing

@Suite struct DevicePagesTests {
    private func document(_ page: some Page, _ language: Language = .vietnamese) throws -> HTMLDocument {
        try HTMLDocument(PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
    }

    @Test func `the code can be typed as the device shows it, and nothing corrects it`() throws {
        let field = try #require(
            try document(DeviceCodePage(userCode: "BCDF-GHJK", action: "/device", formToken: "t"))[id: "user-code"])
        #expect(field["name"] == "user_code" && field["value"] == "BCDF-GHJK")
        #expect(field["autocapitalize"] == "characters" && field["spellcheck"] == "false")
        #expect(field["autocomplete"] == "off" && field["maxlength"] == nil)
    }

    @Test(arguments: Sample.deviceProblems)
    func `a problem is an alert, and only one of the code marks the field`(_ problem: DeviceCodePage.Problem) throws {
        let document = try document(DeviceCodePage(action: "/device", formToken: "t", problem: problem))
        #expect(document[id: "problem"]?["role"] == "alert")
        let isAboutField = problem == .unknownOrExpired
        #expect(document[id: "user-code"]?["aria-invalid"] == (isAboutField ? "true" : nil))
        let description = isAboutField ? "problem user-code-hint" : "user-code-hint"
        #expect(document[id: "user-code"]?["aria-describedby"] == description)
    }

    @Test func `every problem has a text of its own`() throws {
        for language in Language.allCases {
            let texts = try Sample.deviceProblems.map {
                try document(DeviceCodePage(action: "/device", formToken: "t", problem: $0), language)[id: "problem"]?
                    .text
            }
            #expect(Set(texts).count == texts.count)
        }
    }

    private let confirm = DeviceConfirmPage(
        platformName: "Ki-ốt một cửa", personName: "Nguyễn Thị Thử", userCode: "BCDF-GHJK",
        scopes: ["openid", "citizen_id"], action: "/device/confirm", formToken: "t")

    /// RFC 8628 §5.4: what stands between a swindler on the telephone and somebody's account.
    @Test func `before anybody can allow, the page warns, and says for whom, for what and by which code`() throws {
        for (language, words) in [
            (Language.vietnamese, ["ngay trước mặt", "không bao giờ gọi điện", "hãy từ chối"]),
            (.english, ["in front of you", "will ask you by phone", "refuse"]),
        ] {
            let document = try document(confirm, language)
            let warning = try #require(document.elements.firstIndex { $0["id"] == "warning" })
            let allow = try #require(document.elements.firstIndex { $0["id"] == "allow" })
            #expect(warning < allow)
            for word in words { #expect(document.elements[warning].text.contains(word)) }
            #expect(document.text.contains("Ki-ốt một cửa") && document.text.contains("Nguyễn Thị Thử"))
            #expect(document[id: "user-code"]?.text == "BCDF-GHJK")
        }
    }

    @Test func `what the device would learn is said as on the page of consent`() throws {
        let consent = ConsentPage(
            platformName: "P", personName: "N", scopes: ["openid", "citizen_id"], action: "/c", formToken: "t")
        for language in Language.allCases {
            let lists = [try document(confirm, language), try document(consent, language)].map { $0.all("ul")[0].text }
            #expect(lists[0] == lists[1] && !lists[0].isEmpty)
        }
    }

    @Test func `the two answers go by one name, and refusing comes first`() throws {
        let buttons = try document(confirm).all("button")
        #expect(buttons.map { $0["name"] } == ["choice", "choice"])
        #expect(buttons.map { $0["value"] } == ["deny", "allow"])
    }

    @Test(arguments: DeviceDonePage.Outcome.allCases)
    func `afterwards there is nothing to press but the way home`(_ outcome: DeviceDonePage.Outcome) throws {
        let document = try document(DeviceDonePage(outcome: outcome, platformName: "Ki-ốt một cửa"))
        #expect(document.all("form").isEmpty && document.all("button").isEmpty)
        #expect(document.all("h1")[0].text == (outcome == .allowed ? "Đã cho phép thiết bị" : "Đã từ chối thiết bị"))
        #expect(document.text.contains("Ki-ốt một cửa"))
    }
}
