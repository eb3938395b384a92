import Pages
import Testing

@Suite struct ErrorPageTests {
    @Test(arguments: Sample.errors, Language.allCases)
    func `an error is said in both languages, Vietnamese first, whichever was chosen`(
        _ sample: Sample, _ language: Language
    ) throws {
        let elements = try sample.document(in: language).elements
        let vietnamese = try #require(elements.firstIndex { $0.name == "h1" })
        let english = try #require(elements.firstIndex { $0.name == "section" })
        #expect(vietnamese < english)
        #expect(elements[vietnamese]["lang"] == "vi" && elements[english]["lang"] == "en")
        let other = try sample.document(in: language == .english ? .vietnamese : .english)
        #expect(other.all("h1")[0].text == elements[vietnamese].text)
    }

    @Test func `a platform's error shows code, reason and reference`() throws {
        let document = try Sample.errors[0].document(in: .vietnamese)
        #expect(document[id: "error-code"]?.text == "text of code")
        #expect(document[id: "error-reason"]?.text == "text of reason")
        #expect(document[id: "reference"]?.text == "text of reference")
    }

    @Test(arguments: Sample.errors.dropFirst())
    func `another error shows its reference alone`(_ sample: Sample) throws {
        let document = try sample.document(in: .vietnamese)
        #expect(document[id: "error-code"] == nil && document[id: "error-reason"] == nil)
        #expect(document[id: "reference"]?.text == "text of reference")
    }
}
