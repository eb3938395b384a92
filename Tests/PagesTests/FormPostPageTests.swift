import Cryptography
import Foundation
import Pages
import Testing

@Suite struct FormPostPageTests {
    @Test(arguments: Language.allCases)
    func `the hash is that of the script in the page`(_ language: Language) throws {
        let scripts = try Sample.formPost.document(in: language).all("script")
        #expect(scripts.count == 1)
        let digest = HashAlgorithm.sha256.digest(of: Array(scripts[0].text.utf8))
        #expect("sha256-" + Data(digest).base64EncodedString() == FormPostPage.scriptHash)
        // printf '%s' "$script" | openssl dgst -sha256 -binary | base64
        #expect(FormPostPage.scriptHash == "sha256-ox4bri+xTrW3kuLTyRoak73QX8KZGuyP3JlQYusbSlA=")
        #expect(scripts[0].attributes.isEmpty)
    }

    @Test func `the form carries the fields in order and nothing of ours`() throws {
        let page = FormPostPage(
            action: "https://bi.hue.gov.vn/cb?x=y&z=1", fields: [("code", "a+b/c="), ("state", "\"é\""), ("iss", "")],
            platformName: "")
        let html = try PageRenderer().render(page, in: Frame(language: .vietnamese, otherLanguagePath: nil))
        let document = try HTMLDocument(html)
        let inputs = document.all("input")
        #expect(inputs.map { $0["name"] } == ["code", "state", "iss"])
        #expect(inputs.map { $0["value"] } == ["a+b/c=", "\"é\"", ""])
        #expect(inputs.allSatisfy { $0["type"] == "hidden" && $0["id"] == nil })
        #expect(document.all("form").map { $0["action"] } == ["https://bi.hue.gov.vn/cb?x=y&z=1"])
        let button = try #require(document[id: "submit"])
        // A button with a name would be one more parameter when a person presses it.
        #expect(button["type"] == "submit" && button["name"] == nil)
    }
}
