/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzDistinguishedName(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let violation = FuzzedReader.distinguishedName.violation(
        by: Array(UnsafeBufferPointer(start: start, count: count)))
    {
        fatalError(violation)
    }
    return 0
}
